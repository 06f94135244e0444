"""What the integration does: live sync, the batch job, sync now, and how a record is settled."""
