"""The same histories under every conflict policy: what each loses, undoes and leaves different.

A history is played with the settings that it was drawn with, but for its policy and its ties. At
the end the faults are over, integration is on and the batch job has run. What still differs then is
either held back (after a clear: C2 and C6) or could not be written (R14, R16), and the job says so;
or it diverged, which no policy may do (S5). What is counted is a sum over histories, so any split
of the seeds among processes comes to the same.

>>> from harness.exploration.policies.histories import small_history
>>> counts = compared(lambda seed: small_history(seed, length=30), range(20))
>>> [(under.says, of.lost_values) for under, of in counts.items()][:3]
[('last_edit_wins, ties hr', 13), ('last_edit_wins, ties dataverse', 12), ('hr_wins', 14)]
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

from harness.domain.catalog import Catalog
from harness.domain.commands import CancelBatchJob, Command, Fault, RunBatchJob, TurnOn
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.policies import POLICIES
from harness.domain.records import Values
from harness.domain.settings import Settings
from harness.reports.findings import differing
from harness.simulator.simulator import Simulator


class ComparedHistory(Protocol):
    """What is compared: a drawn history, of whatever makes them."""

    @property
    def settings(self) -> Settings: ...
    @property
    def catalog(self) -> Catalog: ...
    @property
    def given(self) -> tuple[Command, ...]: ...
    @property
    def commands(self) -> tuple[Command, ...]: ...


class Under(NamedTuple):
    """A policy and who wins its ties; None where it has none."""

    conflict: str
    tie: Environment | None

    @property
    def says(self) -> str:
        """As a sentence names it."""
        return self.conflict if self.tie is None else f"{self.conflict}, ties {self.tie}"


def _has_ties(name: str) -> bool:
    last = POLICIES[name].last
    return last(0, 0, HR) != last(0, 0, DATAVERSE)


# the law first: the others are compared with it
ALL: Final = tuple(
    Under(name, tie)
    for name in POLICIES
    for tie in ((HR, DATAVERSE) if _has_ties(name) else (None,))
)


class Counts(NamedTuple):
    """Of all histories together."""

    histories: int = 0
    lost_values: int = 0  # a column of a user's change that did not travel (R7)
    losing: int = 0  # histories with a loss
    undone_deletes: int = 0
    held_back: int = 0  # records that differ at the end, and the batch job said why
    diverged: int = 0  # records that differ at the end without a word
    otherwise: int = 0  # histories that end otherwise than under the law

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


Comparison = Mapping[Under, Counts]
Holdings = dict[tuple[Environment, str, str], Values]  # environment, table, record: its values


def compared(draw: Callable[[int], ComparedHistory], seeds: Iterable[int]) -> dict[Under, Counts]:
    """The histories of these seeds, each under all."""
    found = dict.fromkeys(ALL, Counts())
    for seed in seeds:
        history = draw(seed)
        law: Holdings | None = None
        for under in ALL:
            simulator = _played(history, under)
            holds = _holdings(simulator)
            law = holds if law is None else law
            found[under] = found[under].plus(_counted(simulator, holds, law))
    return found


def together(parts: Iterable[Comparison]) -> dict[Under, Counts]:
    """Several comparisons as one."""
    found = dict.fromkeys(ALL, Counts())
    for part in parts:
        for under, counts in part.items():
            found[under] = found[under].plus(counts)
    return found


def _played(history: ComparedHistory, under: Under) -> Simulator:
    settings = replace(history.settings, conflict=under.conflict, tie=under.tie or HR)
    simulator = Simulator(settings, history.catalog)
    for command in (*history.given, *history.commands, *_HEALING):
        simulator.do(command)
    return simulator


# the end of every history; the last command is the run that has to make both sides the same
_HEALING: Final = (Fault("over"), CancelBatchJob(), TurnOn(), RunBatchJob())


def _holdings(simulator: Simulator) -> Holdings:
    """By name: a record that came back under another reference is still the same thing."""
    stores = simulator.world.stores
    return {
        (environment, table, record.name): record.values
        for environment in ENVIRONMENTS
        for table in stores[environment].tables()
        for record in stores[environment].records(table)
    }


def _counted(simulator: Simulator, holds: Holdings, law: Holdings) -> Counts:
    journal = simulator.journal
    lost = sum(len(journal[seq].data) for seq in journal.losses)
    explained = _explained(simulator)
    differ = _differing(simulator, holds)
    held_back = sum(name in explained for name in differ)
    return Counts(
        1, lost, int(lost > 0), len(journal.undone_deletes), held_back, len(differ) - held_back,
        int(holds != law),
    )  # fmt: skip


def _differing(simulator: Simulator, holds: Holdings) -> list[str]:
    """The records that one side lacks or holds otherwise; one-way columns do not count (R15)."""
    found, catalog = [], simulator.world.catalog
    for environment, table, name in holds:
        hr, dataverse = holds.get((HR, table, name)), holds.get((DATAVERSE, table, name))
        one_sided = hr is None or dataverse is None
        if one_sided or (
            environment == HR and differing(catalog[table], hr or (), dataverse or ())
        ):
            found.append(name)
    return found


def _explained(simulator: Simulator) -> frozenset[str]:
    """The records of which the last run of the batch job says why it did not settle them."""
    journal, found = simulator.journal, []
    for seq in range(len(journal), 0, -1):
        event = journal[seq]
        if event.event == "batch_started":
            break
        if event.event in ("failed", "held_back") and event.record:
            found.append(event.record)
    return frozenset(found)
