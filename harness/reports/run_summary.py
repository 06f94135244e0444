"""What a run of scenarios comes to: by feature or file, what was shown and lost, and if expected.

>>> cost = Cost(lost=3, lost_expected=2, undone=1, undone_expected=1)
>>> cost.text
'3 data losses, 2 of them expected; 1 undone delete, expected'
>>> summed([cost, Cost(lost=1)]).text
'4 data losses, 2 of them expected; 1 undone delete, expected'
>>> Cost().text
'nothing lost'
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from harness.domain.rules import RULES
from harness.reports.event_text import plural

STATUSES: Final = ("passed", "failed", "skipped", "not run")


class Cost(NamedTuple):
    """What users lost, and how much of it an expectation names that held."""

    lost: int = 0
    lost_expected: int = 0
    undone: int = 0
    undone_expected: int = 0

    @property
    def unexpected(self) -> int:
        """The losses and undone deletes that no expectation names."""
        return self.lost - self.lost_expected + self.undone - self.undone_expected

    @property
    def text(self) -> str:
        """The cost in words."""
        parts = [
            f"{_several(count, one, many)}, {_expected(count, expected)}"
            for count, expected, one, many in (
                (self.lost, self.lost_expected, "data loss", "data losses"),
                (self.undone, self.undone_expected, "undone delete", "undone deletes"),
            )
            if count
        ]
        return "; ".join(parts) or "nothing lost"


def _several(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _expected(count: int, expected: int) -> str:
    if count == expected:
        return "expected" if count == 1 else "all expected"
    if not expected:
        return "not expected" if count == 1 else "none of them expected"
    return f"{expected:,} of them expected"


def summed(costs: Iterable[Cost]) -> Cost:
    """The sum of some costs."""
    return Cost(*map(sum, zip(Cost(), *costs, strict=True)))


class FailedExpectation(NamedTuple):
    """How a scenario failed."""

    place: str
    expected: str
    actual: str


class ScenarioOutcome(NamedTuple):
    """How one scenario went."""

    title: str
    place: str
    status: str  # one of STATUSES
    rules: Sequence[str] = ()
    cost: Cost = Cost()
    failures: Sequence[FailedExpectation] = ()


class OutcomeGroup(NamedTuple):
    """The scenarios of a feature, or a scenario file."""

    name: str
    place: str
    scenarios: Sequence[ScenarioOutcome]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many scenarios have which status."""
        return Counter(one.status for one in self.scenarios)

    @property
    def rules(self) -> list[str]:
        """The rules that it shows, in the order of the law."""
        shown = {rule for one in self.scenarios for rule in one.rules}
        return [rule for rule in RULES if rule in shown]

    @property
    def cost(self) -> Cost:
        """What users lost in it."""
        return summed(one.cost for one in self.scenarios)

    @property
    def failed(self) -> bool:
        """Whether one of its scenarios failed."""
        return bool(self.counts["failed"])

    @property
    def outcome(self) -> str:
        """What became of its scenarios, in words."""
        return outcome_text(self.counts)


def outcome_text(counts: Mapping[str, int]) -> str:
    """How many scenarios passed, failed, were skipped or did not run, in words."""
    found = [f"{counts[status]:,} {status}" for status in STATUSES if counts.get(status)]
    return ", ".join(found) or "no scenario ran"


def headline(groups: Sequence[OutcomeGroup]) -> str:
    """One line on a whole run."""
    counts: Counter[str] = Counter()
    for group in groups:
        counts.update(group.counts)
    ran = sum(counts.values()) - counts["not run"]
    if not ran:
        return "No scenario ran"
    cost = summed(group.cost for group in groups)
    return f"{counts['passed']:,} of {plural(ran, 'scenario')} passed; {cost.text}"
