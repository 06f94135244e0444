"""`python -m harness` is `harness`."""

from harness.edges.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
