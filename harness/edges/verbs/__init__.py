"""The verbs of the command line, a module each: `run(arguments) -> exit status`."""
