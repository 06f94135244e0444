"""The simulated world as a process that people and programs act on over HTTP: `harness serve`."""
