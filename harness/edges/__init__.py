"""Layer 7, edges: how people reach it. The command line, and the pytest plugin with its steps."""
