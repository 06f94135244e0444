"""`python -m harness` is `harness`; Ctrl-C is caught from the first import on."""

import sys


def main() -> int:
    """Run one command and return the exit status."""
    try:
        from harness.cli.main import main as run
    except KeyboardInterrupt:
        if sys.stderr is not None:
            print("\nharness: interrupted, nothing was written", file=sys.stderr)
        return 130
    return run()


if __name__ == "__main__":
    raise SystemExit(main())
