"""The workload generator: the same history for a seed everywhere, of the chosen kinds only.

If a pinned digest differs, every seed that somebody wrote down is now another history: that is an
entry of the changelog.
"""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from harness.domain.commands import (
    STEP_COMMANDS,
    Fault,
    Give,
    GiveIntegration,
    Import,
    command_name,
)
from harness.domain.faults import FAULTS
from harness.domain.prng import Draws
from harness.exploration.workload.command_pools import POOLED_UNIVERSES, pooled_universe
from harness.exploration.workload.generator import generate
from harness.exploration.workload.swarm import COMMANDS, FAULT_WEIGHTS
from harness.simulator.engine import Engine

SEEDS = range(300)
PINNED = {
    (0, False): "55334aa74472201d",
    (7, False): "983f55bf751ead7d",
    (2**63, False): "b856cf1a5a25a0bf",
    (7, True): "befd074cbfb33894",
}
USUAL = {"keys": (), "clock": "interval", "integration": "documented"}  # of plugged parts
SOME = (("unavailable",), ("clock_behind", "over"), ("delivery_delayed", "batch_job_stops"))


def digest(seed, swarm=False):
    history = generate(seed, 30, swarm=swarm)
    given, commands = map(_every_field, history.given), map(_every_field, history.commands)
    text = f"({_every_field(history.settings)}, {_tuple(given)}, {_tuple(commands)})"
    rows = [f"({_rows(it.rows)})" for it in history.commands if isinstance(it, Import)]
    return sha256(f"{text}[{', '.join(rows)}]".encode()).hexdigest()[:16]


def _every_field(value):
    """All fields of a command or of settings, whatever their repr leaves out or abbreviates."""
    if isinstance(value, Import):
        return f"Import({value.environment!r}, {value.table!r}, {len(value.rows)} rows)"
    shown = (
        (name, getattr(value, name))
        for name in value.__match_args__
        if getattr(value, name) != USUAL.get(name, "nothing")
    )
    texts = (f"{n}={f'({_rows(it)})' if n == 'rows' else repr(it)}" for n, it in shown)
    return f"{type(value).__name__}({', '.join(texts)})"


def _rows(rows):
    texts = [f"Row(record={row.record!r}, values={row.values!r})" for row in rows]
    return ", ".join(texts) + ("," if len(texts) == 1 else "")


def _tuple(texts):
    texts = list(texts)
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def kinds(history):
    """The kinds of its commands; on and off are one."""
    names = {command_name(command) for command in history.commands}
    return {"switch" if name in ("turn_on", "turn_off") else name for name in names}


def faults(history):
    return {command.kind for command in history.commands if isinstance(command, Fault)}


@pytest.mark.parametrize(("seed", "swarm"), PINNED)
def test_a_seed_gives_the_history_it_always_gave(seed, swarm):
    assert digest(seed, swarm) == PINNED[seed, swarm]


def test_the_numbers_are_splitmix64():
    """As its reference implementation has them for this seed."""
    draws = Draws(0)
    draws._state = 1234567
    assert [draws.word() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_draws_are_even():
    draws = Draws(1)
    counts = [0] * 6
    for _ in range(6000):
        counts[draws.below(6)] += 1
        counts[draws.choice(range(6))] += 1
    assert all(1900 < count < 2100 for count in counts)
    assert 2900 < sum(draws.chance(30) for _ in range(10_000)) < 3100


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_another_process_draws_the_same(hash_seed):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_workload import digest\n"
        "print(*[digest(seed, seed % 2 == 1) for seed in range(40, 0, -1)])"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    # the other process generates in the opposite order: what came before does not matter
    assert ran.stdout.split() == [digest(seed, seed % 2 == 1) for seed in range(40, 0, -1)]


def test_what_was_drawn_before_does_not_matter():
    forward = [generate(seed, 30) for seed in range(20)]
    back = [generate(seed, 30) for seed in reversed(range(20))]
    assert forward == back[::-1]


@pytest.mark.parametrize("swarm", [False, True])
@pytest.mark.parametrize("length", [0, 1, 7, 30, 200])
def test_a_history_is_as_long_as_asked_for(length, swarm):
    for seed in SEEDS:
        history = generate(seed, length, swarm=swarm)
        assert len(history.commands) == length
        assert {type(command) for command in history.commands} <= set(STEP_COMMANDS)
        assert {type(command) for command in history.given} <= {Give, GiveIntegration}


def test_a_shorter_history_is_the_beginning_of_a_longer_one():
    for seed in SEEDS:
        long, short = generate(seed, 40), generate(seed, 15)
        assert long.commands[:15] == short.commands
        assert (long.settings, long.given) == (short.settings, short.given)


@pytest.mark.parametrize("swarm", [False, True])
@pytest.mark.parametrize("allowed", [(), ("over",)])
def test_without_faults_there_are_none(allowed, swarm):
    """Nor anything that ends them."""
    for seed in SEEDS:
        assert "fault" not in kinds(generate(seed, 30, faults=allowed, swarm=swarm))


@pytest.mark.parametrize("swarm", [False, True])
@pytest.mark.parametrize("allowed", SOME, ids=" and ".join)
def test_only_faults_that_are_allowed_are_drawn(allowed, swarm):
    drawn = [faults(generate(seed, 30, faults=allowed, swarm=swarm)) for seed in SEEDS]
    assert set().union(*drawn) == set(allowed)


def test_all_commands_and_all_faults_are_drawn():
    histories = [generate(seed, 30) for seed in SEEDS]
    assert set().union(*map(faults, histories)) == set(FAULTS) == set(FAULT_WEIGHTS)
    names = {command_name(command) for command in STEP_COMMANDS}
    assert set().union(*map(kinds, histories)) == set(COMMANDS)
    assert set(COMMANDS) == names - {"turn_on", "turn_off"} | {"switch"}


def test_a_history_of_a_swarm_leaves_out_half():
    """But all of them together leave out nothing."""
    swarm = [generate(seed, 200, swarm=True) for seed in SEEDS]
    assert max(len(kinds(history)) for history in swarm) == (len(COMMANDS) + 1) // 2
    assert max(len(faults(history)) for history in swarm) == (len(FAULTS) + 1) // 2
    assert set().union(*map(kinds, swarm)) == set(COMMANDS)
    assert set().union(*map(faults, swarm)) == set(FAULTS)
    assert sum(len(kinds(generate(seed, 200))) for seed in SEEDS) > 8 * len(SEEDS)


@pytest.mark.parametrize("swarm", [False, True])
def test_every_command_can_be_done(swarm):
    """None names what is not in the catalog, and most are not refused."""
    done = refused = 0
    for seed in SEEDS:
        history = generate(seed, 30, swarm=swarm)
        simulator = Engine(history.settings, history.catalog)
        for command in history.given:
            assert simulator.attempt(command) is None
        for command in history.commands:
            done += 1
            refused += simulator.attempt(command) is not None
    assert 0 < refused < done / 4


def test_no_two_things_of_a_company_have_one_name():
    for number in range(POOLED_UNIVERSES):
        universe = pooled_universe(number).universe
        assert len(set(universe.name_of)) == len(universe.records)
        assert universe.records
