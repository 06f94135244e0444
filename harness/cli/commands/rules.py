"""`harness rules [PATH...]`: the rule registry, and which features and scenarios show each rule."""

from pathlib import Path

import click

from harness.cli.inputs import plug_in_project
from harness.cli.parameters import argument, format_option, output_option
from harness.cli.tables import listing, prose
from harness.domain.rules import RULES, STATUS
from harness.gherkin.places import checked_files
from harness.reports.output import Output
from harness.scenarios.rule_coverage import shown_by


@click.command
@argument("paths", "[PATH]...", "features/ and scenarios/ to look in", callback=plug_in_project)
@format_option("json")
@output_option
def run(paths: tuple[str, ...], fmt: str, output: Output) -> None:
    """Print every rule; without paths, features/ and scenarios/ of this folder are read."""
    read = paths or [path for path in ("features", "scenarios") if Path(path).is_dir()]
    shown = shown_by(checked_files(read))
    rows: list[tuple[object, ...]] = []
    for rule in RULES.values():
        places = shown.get(rule.id, [])
        features = [place for place in places if ".feature" in place]
        scenarios = [place for place in places if ".feature" not in place]
        status = rule.status + (", policy" if rule.policy else "")
        if fmt == "json":
            rows.append((rule.id, status, rule.statement, features, scenarios))
        else:
            both = ", ".join(_named(places) for places in (features, scenarios) if places)
            rows.append((rule.id, status, rule.statement, both or "none"))
    places_in = ["Features", "Scenarios"] if fmt == "json" else ["Shown by"]
    headers = ["Id", "Status", "Rule", *places_in]
    listing(output, fmt, headers, rows, wrap=(2, 3))
    if fmt != "json":
        output.write("")
        prose(output, "; ".join(f"{status}: {meaning}" for status, meaning in STATUS.items()))
        unshown = [rule for rule in RULES if rule not in shown]
        if read:
            none = "every rule is shown" if not unshown else f"not shown: {', '.join(unshown)}"
            prose(output, f"{len(RULES) - len(unshown)} of {len(RULES)} rules are shown; {none}")


def _named(places: list[str]) -> str:
    """The places, in short: the first, and how many more there are."""
    first = Path(places[0]).name
    return first if len(places) == 1 else f"{first} +{len(places) - 1}"
