"""The library: what `import harness` offers, for suites and programs of one's own."""
