"""A batch run over 100,000 conflicts: `last_edit_wins` built in, and the same rule plugged in.

Both sides edited every worker: the last name both of them, the first name one of them, and a fifth
of the workers in one second. So a plugged policy, which is a Python function that is asked about
each column in which the sides differ, is asked twice a record. Building the records and editing
them is not timed; the run is, in the processor's seconds. Before the rounds both report the end
state once, which must be the same: all values, every loss with its rule.

    python -m tests.benchmarks.policies
"""

from harness.domain.commands import Advance, Edit, Give, Row, RunBatchJob, TurnOn, pairs
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.policies import Edited, policy
from harness.domain.settings import Settings
from harness.reports.result import end_state, fingerprint
from harness.simulator.engine import Engine
from tests.benchmarks.rounds import Ratio, collector_off, parser, play, seconds_of, show

TABLE = "cdm_worker"
NEVER = -(1 << 62)
BUILT_IN, PLUGGED = "last_edit_wins", "last_edit_wins_plugged"


@policy(PLUGGED)
def last_edit_wins_plugged(hr: Edited, dataverse: Edited) -> Environment | None:
    """The later edit wins; a record that no user edited has the earliest."""
    one = NEVER if hr.edited_at is None else hr.edited_at
    other = NEVER if dataverse.edited_at is None else dataverse.edited_at
    return None if one == other else "hr" if one > other else "dataverse"


def diverged(workers: int, conflict: str) -> Engine:
    """The simulator with integration on, and a conflict in every worker."""
    engine = Engine(Settings(conflict=conflict))
    names = [f"w{number}" for number in range(workers)]
    rows = [
        Row(name, pairs({"cdm_workernumber": name, "cdm_firstname": "A", "cdm_lastname": "B"}))
        for name in names
    ]
    engine.attempt(Give(TABLE, tuple(rows)))
    for number, name in enumerate(names):
        earlier, later = ENVIRONMENTS if number % 2 else ENVIRONMENTS[::-1]
        both = pairs({"cdm_firstname": f"F{number}", "cdm_lastname": f"L{number}"})
        engine.attempt(Edit(earlier, name, both))
        if number % 5:
            engine.attempt(Advance(1000))
        engine.attempt(Edit(later, name, pairs({"cdm_lastname": f"M{number}"})))
    engine.attempt(TurnOn())
    return engine


def seconds(workers: int, conflict: str) -> float:
    """The seconds of one run over all of them."""
    engine = diverged(workers, conflict)
    with collector_off():
        return seconds_of(lambda: engine.attempt(RunBatchJob()))


def end(workers: int, conflict: str) -> tuple[str, list[object]]:
    """The state after the run, and what was lost."""
    engine = diverged(workers, conflict)
    engine.attempt(RunBatchJob())
    return fingerprint(end_state(engine)), [engine.journal[seq] for seq in engine.journal.losses]


def main() -> None:
    """Compare both over the rounds that are asked for."""
    arguments = parser(__doc__, rounds=7).parse_args()
    workers = 1_000 if arguments.quick else 100_000
    one, other = (end(1_000, conflict) for conflict in (BUILT_IN, PLUGGED))
    assert one == other, "the two do not come to the same"
    print(f"{workers:,} conflicts; the same end state and {len(one[1]):,} losses of 1,000")
    results = play(
        {name: lambda name=name: seconds(workers, name) for name in (BUILT_IN, PLUGGED)},
        arguments.rounds,
    )
    show(results, "s", [Ratio(PLUGGED, BUILT_IN, "at most", 1.5)])


if __name__ == "__main__":
    main()
