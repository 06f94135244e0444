"""Independent model of the law: predicts what each command must do."""
