"""Layer 5, readers: findings, expectations, timelines. They read the journal and the stores."""
