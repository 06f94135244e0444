"""Layer 3, parts: clock, journal, things, missed requests, faults, stores. Each holds one idea."""
