"""Layer 5, readers: findings, expectations, timelines, reports. They read the journal and the stores only."""
