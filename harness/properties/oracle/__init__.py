"""The test oracle: an independent model of the law, which predicts what each command must do."""
