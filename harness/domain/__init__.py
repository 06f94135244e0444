"""The words and the pure decisions: records, commands, events, rules, what a conflict comes to."""
