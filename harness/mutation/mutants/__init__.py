"""The mutants, in modules by the rules that they break."""
