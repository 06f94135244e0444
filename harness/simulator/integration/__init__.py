"""The integration: live sync, the batch job, sync now, and the settlement that all three share."""
