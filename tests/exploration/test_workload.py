"""The workload generator: the same history for a seed everywhere, of the chosen kinds only.

If a pinned digest differs, every seed that somebody wrote down is now another history: that is an
entry of the changelog.
"""

import os
import subprocess
import sys
from dataclasses import fields, replace
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest

from harness.domain.commands import (
    STEP_COMMANDS,
    Create,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    GiveRecord,
    Import,
    command_name,
)
from harness.domain.environments import ENVIRONMENTS
from harness.domain.faults import FAULTS
from harness.domain.prng import Draws
from harness.domain.settings import Settings
from harness.exploration.workload.command_pools import POOLED_UNIVERSES, pooled_universe
from harness.exploration.workload.generator import generate
from harness.exploration.workload.random_settings import names_in
from harness.exploration.workload.record_patterns import RECORD_PATTERNS
from harness.exploration.workload.swarm import COMMANDS, FAULT_WEIGHTS
from harness.simulator.engine import Engine

SEEDS = range(300)
PINNED = {
    (0, False): "2bfc84f8f7b38de8",
    (7, False): "52e0b4ff2ce3fe28",
    (2**63, False): "8eb0171877143265",
    (7, True): "65c29635225bc62b",
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
        assert {type(command) for command in history.given} <= {Give, GiveRecord, GiveIntegration}


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
    half = (len(COMMANDS) + 1) // 2
    whole = [history for history in swarm if len(kinds(history)) > half]
    assert 0 < len(whole) < len(swarm) // 5  # a pattern of theirs has all that it needs
    needed = {kind for pattern in RECORD_PATTERNS for kind in pattern.commands}
    assert all(len(kinds(history) - needed) < half for history in whole)
    assert max(len(kinds(history)) for history in swarm if history not in whole) == half
    others = len(FAULTS) - 1  # what ends the faults is beside half of them
    assert max(len(faults(history)) for history in swarm) == (others + 1) // 2 + 1
    assert set().union(*map(kinds, swarm)) == set(COMMANDS)
    assert set().union(*map(faults, swarm)) == set(FAULTS)
    assert sum(len(kinds(generate(seed, 200))) for seed in SEEDS) > 8 * len(SEEDS)


def test_every_setting_is_drawn():
    """Each with its default in many histories, and otherwise in some."""
    drawn = [generate(seed, 0).settings for seed in range(2000)]
    fixed = {"start", "integration", "clock"}
    for field in fields(Settings):
        usual = getattr(Settings(), field.name)
        otherwise = sum(getattr(its, field.name) != usual for its in drawn)
        if field.name in fixed:
            assert otherwise == 0
        else:
            assert 100 < otherwise < 1900, field.name
    names = {name for its in drawn for name, _ in its.conflict_for}
    assert {"." in name for name in names} == {"." in name for its in drawn for name in its.one_way}
    environments = [{it for it, _ in its.delete_in_use} for its in drawn]
    assert all(some in environments for some in (set(), {"hr"}, {"dataverse"}, set(ENVIRONMENTS)))


def test_everything_that_a_command_may_have_is_drawn():
    found = [it for seed in range(2000) for it in generate(seed, 30).commands]
    imports = [it for it in found if isinstance(it, Import)]
    assert {(it.environment, it.truncate) for it in imports} == {
        ("hr", False), ("hr", True), ("dataverse", False),
    }  # fmt: skip
    creates = {it.environment for it in found if isinstance(it, Create) and it.reference}
    assert creates == set(ENVIRONMENTS)
    assert any(isinstance(it, Edit) and it.becomes for it in found)
    for kind in ("request_fails", "not_noticed"):
        its = [it for it in found if isinstance(it, Fault) and it.kind == kind]
        assert {it.change for it in its} == {None, "create", "edit", "delete"}
        assert {(it.table is None, it.record is None) for it in its} == set(
            product((True, False), repeat=2)
        )
    failing = [it for it in found if isinstance(it, Fault) and it.reason]
    assert failing
    assert not any(it.applied for it in failing)
    ended = {it.of for it in found if isinstance(it, Fault) and it.kind == "over"}
    assert ended == {None, *FAULTS} - {"over"}


def test_what_is_given_may_differ():
    """On one side or both, tracked or not, edited or not, noticed or not (S7)."""
    given = [it for seed in range(2000) for it in generate(seed, 0).given]
    apart = [it for it in given if isinstance(it, GiveRecord)]
    assert 0.1 < len(apart) / len(given) < 0.4
    sides = [(it.hr and it.hr.values, it.dataverse and it.dataverse.values) for it in apart]
    there = {
        (it.tracked, hr is not None, theirs is not None)
        for it, (hr, theirs) in zip(apart, sides, strict=True)
    }
    assert there == {
        (tracked, *where)
        for tracked in (True, False)
        for where in ((True, True), (True, False), (False, True))
    }
    of_sides = [side for it in apart for side in (it.hr, it.dataverse) if side is not None]
    assert {side.noticed for side in of_sides} == {True, False}
    assert {side.edited is None for side in of_sides} == {True, False}
    assert {side.reference is None for side in of_sides} == {True, False}


@pytest.mark.parametrize("names", ["strict", "exact"])
def test_where_keys_change_it_is_known_which_name_a_key_has(names):
    for seed in range(1000):
        history = generate(seed, 30)
        if names_in(history.settings) != names:
            continue
        pairs = pooled_pairs(history)
        for key, its in pairs.items():
            assert len(its) == 1, (seed, key)


@pytest.mark.parametrize("forced", ["fixed", "identity_changes"])
@pytest.mark.parametrize("keys", ["folded", "exact"])
def test_settings_in_place_of_those_drawn_make_no_wrong_history(forced, keys):
    """Nothing that a scenario file could not say: a key edit has to say what it becomes (R18)."""

    def settings(drawn):
        start = drawn.start - 40_000_000
        return replace(drawn, natural_key=forced, keys=keys, start=start)

    for seed in range(200):
        history = generate(seed, 30, settings=settings)
        simulator = Engine(history.settings, history.catalog)
        for command in (*history.given, *history.commands):
            simulator.attempt(command)  # raises BadInput for a wrong one


def pooled_pairs(history):
    """By key, the names under which the history makes records of it."""
    folded = history.settings.keys == "folded"
    found = {}
    for command in (*history.given, *history.commands):
        if isinstance(command, Create):
            rows = [(command.record, command.values)]
        elif isinstance(command, Give | Import):
            rows = [(row.record, row.values) for row in command.rows]
        else:
            continue
        table = history.catalog[command.table]
        for name, values in rows:
            key = [dict(values).get(column) for column in table.key_columns]
            if None not in key:
                texts = [text.rstrip().casefold() if folded else text for text in key]
                found.setdefault((command.table, *texts), set()).add(name)
    return found


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
