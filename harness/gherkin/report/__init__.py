"""Living documentation and Cucumber messages."""
