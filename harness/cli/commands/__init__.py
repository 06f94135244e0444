"""The commands of the command line: a module for each, with its options and a function `run`."""
