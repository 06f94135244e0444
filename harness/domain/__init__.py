"""The domain: records, commands, events, rules and the pure decisions about one record."""
