"""Conflict policies over the same random histories: what each loses, undoes and leaves different.

A history is run with its own settings, but for the policies and the winner of ties, and then heals
(`healing`). What still differs then is held back (after a clear: C2, C6) or cannot be written (R14,
R16), and the batch job reports it; or a change that nobody noticed waits for sync now (F7); or it
diverged, which no policy may do (S5). Counts are sums over histories, so any split of the seeds
among processes gives the same.

>>> from harness.exploration.policies.histories import small_history
>>> counts = compared(lambda seed: small_history(seed, length=30), range(20))
>>> [(under.label, of.lost_values) for under, of in counts.items()][:3]
[('last_edit_wins, ties hr', 13), ('last_edit_wins, ties dataverse', 12), ('hr_wins', 14)]
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.errors import PluginError
from harness.domain.policies import POLICIES
from harness.domain.records import Values
from harness.exploration.workload.generator import History
from harness.exploration.workload.healing import healing
from harness.reports.sides import differing
from harness.scenarios.replay import EngineFactory
from harness.simulator.engine import Engine


class Under(NamedTuple):
    """A policy and who wins its ties; None if it has none."""

    conflict: str
    tie: Environment | None

    @property
    def label(self) -> str:
        """Its name in a sentence."""
        return self.conflict if self.tie is None else f"{self.conflict}, ties {self.tie}"


def all_policies() -> list[Under]:
    """Every policy, installed ones too; the law first, as the others are compared with it."""
    POLICIES.load_installed()
    return [
        Under(name, tie)
        for name, policy in POLICIES.items()
        for tie in ((HR, DATAVERSE) if policy.ties else (None,))
    ]


class Counts(NamedTuple):
    """Sums over all histories."""

    histories: int = 0
    lost_values: int = 0  # columns of users' changes (R7)
    losing: int = 0  # histories with a loss
    undone_deletes: int = 0
    held_back: int = 0  # records that differ at the end by a rule: reported, or unnoticed
    diverged: int = 0  # records that differ at the end, for no such reason
    otherwise: int = 0  # histories that end in other records than under the law

    def plus(self, other: "Counts") -> "Counts":
        """The sum of both."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


Comparison = Mapping[Under, Counts]
Holdings = dict[tuple[Environment, str, str], Values]  # environment, table, record: its values


def compared(
    history_of: Callable[[int], History],
    seeds: Iterable[int],
    engine: EngineFactory = Engine,
    policies: Iterable[Under] | None = None,
) -> dict[Under, Counts]:
    """Run the histories of these seeds under every policy, or under these."""
    found = dict.fromkeys(all_policies() if policies is None else policies, Counts())
    for seed in seeds:
        history = history_of(seed)
        law: Holdings | None = None
        for under in found:
            try:
                simulator = _run(history, under, engine)
                held = _holdings(simulator)
            except PluginError as error:
                error.where = f"seed {seed}, {under.label}"
                raise
            law = held if law is None else law
            found[under] = found[under].plus(_counts(simulator, held, law))
    return found


def together(parts: Iterable[Comparison]) -> dict[Under, Counts]:
    """Several comparisons as one."""
    found = dict.fromkeys(all_policies(), Counts())
    for part in parts:
        for under, counts in part.items():
            found[under] = found[under].plus(counts)
    return found


def _run(history: History, under: Under, engine: EngineFactory) -> Engine:
    settings = replace(
        history.settings, conflict=under.conflict, conflict_for=(), tie=under.tie or HR
    )
    simulator = engine(settings, history.catalog)
    for command in (*history.given, *history.commands, *healing(settings)):
        simulator.attempt(command)
    return simulator


def _holdings(simulator: Engine) -> Holdings:
    """By name: a record restored under another reference is still the same record."""
    stores = simulator.world.stores
    return {
        (environment, table, record.name): record.values
        for environment in ENVIRONMENTS
        for table in stores[environment].tables()
        for record in stores[environment].records(table)
    }


def _counts(simulator: Engine, held: Holdings, law: Holdings) -> Counts:
    journal = simulator.journal
    lost = sum(len(journal[seq].data) for seq in journal.losses)
    explained = _explained(simulator)
    differ = _differing(simulator, held)
    held_back = sum(name in explained for name in differ)
    return Counts(
        1, lost, int(lost > 0), len(journal.undone_deletes), held_back, len(differ) - held_back,
        int(held != law),
    )  # fmt: skip


def _differing(simulator: Engine, held: Holdings) -> list[str]:
    """The records that differ or are missing on one side; one-way columns aside (R15)."""
    found, catalog = [], simulator.world.catalog
    for environment, table, name in held:
        hr, dataverse = held.get((HR, table, name)), held.get((DATAVERSE, table, name))
        one_sided = hr is None or dataverse is None
        if one_sided or (
            environment == HR and differing(catalog[table], hr or (), dataverse or ())
        ):
            found.append(name)
    return found


def _explained(simulator: Engine) -> frozenset[str]:
    """The records whose difference a rule explains.

    The last run of the batch job reports them as failed or held back, or nobody noticed a change.
    """
    journal = simulator.journal
    found = [it.name for it in simulator.world.record_pairs.all() if it.unnoticed is not None]
    for seq in range(len(journal), 0, -1):
        event = journal[seq]
        if event.event == "batch_started":
            break
        if event.event in ("failed", "held_back") and event.record:
            found.append(event.record)
    return frozenset(found)
