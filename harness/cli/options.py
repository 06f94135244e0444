"""The arguments of the verbs that draw histories or derive all that can happen.

>>> import argparse
>>> verb = argparse.ArgumentParser()
>>> drawn(verb, count=1000)
>>> vars(verb.parse_args(["--seed", "7"]))
{'seed': 7, 'count': 1000, 'length': 30, 'processes': None}
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `cli` knows the library; this module is only given its objects
    import argparse


def compare(verbs: Any, formats: Mapping[str, Any], output: Mapping[str, Any]) -> None:
    """The verb that compares policies."""
    verb = verbs.add_parser("compare", help="what the same histories lose under every policy")
    drawn(verb, 1000)
    faults(verb, "kinds of `harness faults`")
    verb.add_argument("--format", **formats)
    verb.add_argument("--output", **output)


def draw(verbs: Any, formats: Mapping[str, Any], output: Mapping[str, Any]) -> None:
    """The verb that draws what a small world comes to."""
    verb = verbs.add_parser("draw", help="which rules decide under which commands, or all states")
    verb.add_argument(
        "what",
        choices=("coverage", "heat-map", "states"),
        help="a table of rules and commands, the same as an SVG drawing, or one of all states",
    )
    faults(verb, "those of the kinds of `harness faults` that a small world has")
    verb.add_argument("--format", **formats)
    verb.add_argument("--output", **output)


def find(verbs: Any, formats: Mapping[str, Any]) -> None:
    """The verb that searches all histories."""
    verb = verbs.add_parser("find", help="the shortest histories of a data loss, a tie, ...")
    verb.add_argument("what", nargs="?", metavar="WHAT", help="data-loss, for example; see --list")
    verb.add_argument("--list", action="store_true", help="list what can be found")
    faults(verb, "those of the kinds of `harness faults` that a small world has")
    verb.add_argument(
        "--longest", type=int, metavar="N", help="only histories of up to N steps, which is quicker"
    )
    verb.add_argument("--gherkin", action="store_true", help="print them as one feature")
    verb.add_argument("--format", **formats)
    verb.add_argument(
        "--output",
        metavar="DIR",
        help="write a scenario file for each into this folder, and a feature with all of them",
    )


def drawn(verb: "argparse.ArgumentParser", count: int) -> None:
    """The options of a verb that draws histories."""
    for name, default, says in (
        ("seed", 0, "the seed of the first history; the others follow it"),
        ("count", count, "how many histories"),
        ("length", 30, "how many commands each has"),
    ):
        verb.add_argument(
            f"--{name}", type=int, default=default, metavar="N", help=f"{says} ({default:,})"
        )
    verb.add_argument(
        "--processes", type=int, metavar="N", help="one for each core; never changes what comes out"
    )


def faults(verb: "argparse.ArgumentParser", kinds: str) -> None:
    """The option that says which faults there are; `chosen_faults` reads it."""
    says = f"none (the default), all, or {kinds}, with commas"
    verb.add_argument("--faults", action="append", default=[], metavar="KINDS", help=says)
