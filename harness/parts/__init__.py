"""Layer 3, parts: clock, journal, tracking, missed requests, names and stores. Each holds one thing."""
