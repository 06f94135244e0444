"""The mutants, by the rules they break."""
