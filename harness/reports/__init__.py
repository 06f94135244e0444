"""What people and tools read of a simulation: findings, timeline, JSON, HTML, diff."""
