"""Layer 4, world: what moves. Live sync, batch job, sync now, import, and the simulator: the one door."""
