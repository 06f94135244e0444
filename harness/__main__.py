"""`python -m harness` is `harness`; Ctrl-C is caught from the first import on."""

import gc
import sys


def main() -> int:
    """Run one command and return the exit status."""
    # a simulation makes no cycles, and looking for some among a million live records takes longer
    # than making them: nothing here waits for the collector, and the process ends with its objects
    gc.disable()
    try:
        return _run()
    finally:
        gc.freeze()


def _run() -> int:
    try:
        from harness.cli.main import main as run
    except KeyboardInterrupt:
        if sys.stderr is not None:
            print("\nharness: interrupted, nothing was written", file=sys.stderr)
        return 130
    return run()


if __name__ == "__main__":
    raise SystemExit(main())
