"""Layer 4, world: what acts. Live sync, batch job, sync now, import; the simulator is the door."""
