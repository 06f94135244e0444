"""Exhaustive search and random histories: pinned state counts, counterexamples, resumable runs."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import nullcontext

import pytest
from projects import ROOT

from harness.cli.main import BAD, main
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS
from harness.domain.policies import POLICIES
from harness.exploration.campaign.campaign import Campaign
from harness.exploration.campaign.seed_ranges import Seeds
from harness.exploration.campaign.work_units import (
    DETERMINISM,
    ExplorationSpec,
    history_of,
    run_unit,
    scenario_of,
)
from harness.exploration.campaign.workers import here, in_processes
from harness.exploration.statespace.independence import check_independence
from harness.exploration.statespace.model import FEWER_VALUES, NAMES, BoundedModel
from harness.exploration.statespace.parent_and_child import ParentAndChild, family_table
from harness.exploration.statespace.search import search
from harness.exploration.statespace.states import canonicalize, record_state, shared_state
from harness.exploration.statespace.transitions import TransitionTable
from harness.exploration.statespace.two_columns import TwoColumns
from harness.exploration.statespace.verification import verification
from harness.exploration.statespace.walks import check_walk, commands_of, walk
from harness.exploration.workload.healing import healing
from harness.mutation.catalogue import MUTANTS
from harness.properties.law import ALWAYS, Properties, always, first_violation, required_goals
from harness.properties.oracle.oracle import Oracle
from harness.reports.result import end_state, fingerprint
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration
from harness.stores.registry import open_backend

ALL = tuple(FAULTS)
LONG = pytest.mark.skipif(
    not os.environ.get("EXHAUSTIVE"), reason="a minute each: EXHAUSTIVE=1 runs it"
)


@pytest.fixture(scope="module")
def whole():
    """The transition table of the bounded model, completely derived."""
    table = TransitionTable(BoundedModel())
    table.derive()
    return table


def derived(model, form="canonical", clock_limit=None, check=first_violation):
    table = TransitionTable(model, form, clock_limit, check)
    table.derive()
    return table


# ------------------------------------------------------------------ exhaustive


@pytest.mark.slow
def test_every_state_of_two_records_is_reached_and_breaks_nothing(whole):
    assert not whole.counterexamples
    assert (len(whole.states), sum(map(len, whole.successors))) == (2756, 79924)
    one, two = search(whole, 1), search(whole, 2)
    assert (one.states, one.depth, one.closed) == (2756, 13, True)
    assert (two.states, two.transitions, two.depth) == (1_018_278, 51_932_178, 20)
    assert two.closed


def test_too_many_states_are_refused_while_they_are_derived(monkeypatch):
    """Of one record too, of which there is no other bound."""
    monkeypatch.setattr("harness.exploration.statespace.search.MAX_STATES_OF_ONE", 150)
    known = []

    def progress(_):
        return nullcontext(lambda done, found, _: known.append(found))

    with pytest.raises(BadInput, match="more than 150 states of one record are too many"):
        list(verification(smaller(records=1), progress=progress))
    assert known[-1] < 1000


@pytest.mark.slow
def test_no_record_minds_another(whole):
    """Every step of one repeated beside another, with invariants about both checked."""
    progress = []
    assert check_independence(whole, lambda *it: progress.append(it)) is None
    assert progress[-1] == (2740, 2756)


@pytest.mark.slow
@pytest.mark.parametrize("conflict", POLICIES)
def test_both_sides_edit_either_of_two_columns(conflict):
    two = TwoColumns(BoundedModel(conflict=conflict))
    table = TransitionTable(two, starts=two.starts)
    table.derive()
    assert not table.counterexamples
    assert (len(table.states), sum(map(len, table.successors))) == (488, 8296)
    lost = {name for names, _ in table.coverage.values() for name in names}
    assert {"a user's change is lost", "both sides make the same change"} <= lost
    assert ("a tie is decided" in lost) == (conflict in ("last_edit_wins", "merge_fields"))


def smaller(**given):
    """A model that is searched more quickly, and without the stage of a parent and its child."""
    return BoundedModel((None, "Byron"), imports=False, **{**given, "lookups": False})


@pytest.mark.slow
def test_every_state_of_a_record_and_one_that_looks_it_up_breaks_nothing():
    """With deletes that are late, that follow and that are stopped (L9, L10, R14, R19)."""
    family = family_table()
    family.derive()
    assert not family.counterexamples
    assert (len(family.states), sum(map(len, family.successors))) == FAMILY
    decided = {rule for rule, _ in family.rules}
    assert {"L6", "R4", "R5", "R14", "R19"} <= decided


def test_a_verification_with_lookups_has_a_stage_for_them(monkeypatch):
    few = ParentAndChild().operations[-6:]  # the switch, the batch job, time and faults
    monkeypatch.setattr(ParentAndChild, "operations", few)
    model = BoundedModel((None,), imports=False, records=1, lookups=True)
    *derivations, _ = verification(model)
    labels = [stage.label for stage in derivations]
    assert labels == [
        "one record",
        "one record of two columns",
        "a record and one that looks it up",
    ]


@pytest.mark.slow
def test_the_verdict_says_what_it_holds_for(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("harness.cli.explore_exhaustive.BoundedModel", smaller)
    assert main(["explore", "--exhaustive"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    output = " ".join(line.strip() for line in lines)
    assert "beside a second record: the same steps again, of the simulator" in output
    assert f"Properties: {len(ALWAYS)} of {len(ALWAYS)} hold after every step of every" in output
    assert "Verified for histories of any length over this model." in output
    assert (
        "- what is written fits (R16)" in output.split("Properties that are about that alone:")[1]
    )
    assert "- what comes again does nothing (F4)" in output
    assert "every step of one was done beside a second" in output.split("It assumes that:")[1]


@pytest.mark.slow
def test_what_two_records_break_is_made_short_and_shown(monkeypatch, capsys):
    monkeypatch.setattr("harness.cli.explore_exhaustive.BoundedModel", smaller)
    everything = Integration.pairs_to_sync
    monkeypatch.setattr(Integration, "pairs_to_sync", lambda *it: everything(*it)[:1])
    assert main(["explore", "--exhaustive"]) == 1
    output = capsys.readouterr().out
    assert "BROKEN: a full synchronization makes both sides the same" in output
    assert "record: ada" in output and "record: ben" in output
    assert "as a scenario, 4 steps:" in output


@pytest.mark.slow
def test_what_happens_at_times_happens(whole):
    reached = {name for names, _ in whole.coverage.values() for name in names}
    assert reached == set(required_goals("last_edit_wins", (), universe=False))
    assert len(reached) == 14


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [
        "unavailable",
        "request_fails",
        pytest.param("delivery_delayed", marks=LONG),
        pytest.param("batch_job_stuck", marks=LONG),
    ],
)
def test_with_faults_nothing_breaks_either(fault):
    """One value less than above, for the time it takes."""
    table = derived(BoundedModel(values=(None, "King"), faults=(fault,), imports=False))
    assert not table.counterexamples
    together = search(table, 2)
    assert together.closed
    assert (len(table.states), together.states) == WITH_FAULTS[fault]


FAMILY = (30912, 463680)  # states, steps of the simulator
# the states of one record, and of two together
WITH_FAULTS = {
    "unavailable": (11408, 4282520),
    "request_fails": (17664, 10123920),
    "delivery_delayed": (16304, 9563540),
    "batch_job_stuck": (14952, 5007972),
}


@pytest.mark.slow
def test_two_records_together_do_what_the_table_says_of_each():
    """Walks of both records in one simulator, compared after every command of each."""
    for faults in ((), ("unavailable", "request_fails"), ("delivery_delayed", "batch_job_stuck")):
        table = TransitionTable(BoundedModel(faults=faults), "time-abstracted")
        for seed in range(150):
            wrong = check_walk(table, seed, records=2, length=40, swarm=seed % 2 == 1)
            assert wrong is None, f"seed {seed}: {wrong}"


@pytest.mark.slow
def test_canonical_states_are_what_plain_states_have_in_common():
    """The image of the concrete states is the canonical set, and they lead to the same."""
    model = BoundedModel(values=(None, "King"), imports=False)
    concrete, canonical = derived(model, "concrete", 3, None), derived(model, check=None)
    image = {
        number: (shared._replace(now=0), canonicalize(record, shared.now, True))
        for number, (shared, record) in enumerate(concrete.states)
    }
    assert set(image.values()) == set(canonical.states)
    places = {state: number for number, state in enumerate(canonical.states)}
    for number, successors in enumerate(concrete.successors):
        ours = canonical.successors[places[image[number]]]
        theirs = {image[there] for there in successors if there >= 0}
        # the values of a class may stand for one another, so operations do as a set
        assert theirs <= {canonical.states[there] for there in ours}


@pytest.mark.parametrize(
    "name",
    ["loss-unreported", "older-edit-wins", "tie-goes-to-the-other-side", "echo-of-own-writes"],
)
def test_canonical_and_plain_search_agree_on_what_is_broken(name):
    """And on how short the shortest history is that breaks it."""
    model = BoundedModel(values=(None, "King"), imports=False)
    with MUTANTS[name].active():
        concrete, canonical = derived(model, "concrete", 3), derived(model)
    lengths = [
        [(len(it.commands), it.violation.property) for it in table.counterexamples[:1]]
        for table in (concrete, canonical)
    ]
    assert lengths[0] == lengths[1]


def test_a_first_counterexample_is_a_shortest_and_can_be_replayed():
    with MUTANTS["loss-unreported"].active():
        (found, *_) = derived(BoundedModel()).counterexamples
        oracle = Oracle(BoundedModel().simulator())
        steps = [first_violation(oracle.do(command)) for command in found.commands]
        assert steps[:-1] == [None] * (len(steps) - 1)
        assert steps[-1] == found.violation
        assert len(found.commands) == 3


# ---------------------------------------------------------------------- random


@pytest.mark.slow
def test_random_companies_break_nothing():
    spec = ExplorationSpec(faults=ALL)
    found = run_unit(spec, 0, 400)
    healed = (healing(history_of(spec, seed)[0]) for seed in range(400))
    steps = sum(50 + len(commands) for commands in healed)
    assert found.failures == ()
    assert found.reached == set(required_goals("", ALL, universe=True))
    assert (found.histories, found.steps) == (400, steps)


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 10_000])
def test_a_swarm_reaches_every_goal(first):
    """Also those that need many commands, of which each history of a swarm lacks half."""
    found = run_unit(ExplorationSpec(faults=ALL, swarm=True), first, 300)
    assert found.failures == ()
    assert found.reached == set(required_goals("", ALL, universe=True))


def test_chunks_come_to_the_same_however_they_are_cut():
    for spec in (ExplorationSpec(faults=ALL, length=20), ExplorationSpec("small", length=30)):
        parts = [run_unit(spec, first, 10) for first in (20, 0, 10)]
        assert parts[1].merged(parts[0]).merged(parts[2]) == run_unit(spec, 0, 30)


def test_a_broken_integration_is_found_and_its_history_written():
    spec = ExplorationSpec(faults=ALL)
    with MUTANTS["loss-unreported"].active():
        found = run_unit(spec, 0, 20)
        failure = min(found.failures)
        scenario = scenario_of(spec, failure)
        oracle = Oracle(_played(scenario.settings, scenario.setup, ()))
        last = [first_violation(oracle.do(step.does)) for step in scenario.steps][-1]
    assert last is not None
    assert last.property == failure.property


def test_an_integration_that_is_not_deterministic_is_found(monkeypatch):
    from harness.simulator.world import World

    count = iter(range(10**9))
    original = World.new_reference
    monkeypatch.setattr(
        World, "new_reference", lambda self, it: original(self, it) + next(count) * 1000
    )
    monkeypatch.setitem(ALWAYS, "references are as the products give them", _NEVER)
    found = run_unit(ExplorationSpec(), 0, 5)
    assert {failure.property for failure in found.failures} == {DETERMINISM}


_NEVER = ALWAYS["no value is invented"]._replace(check=lambda _: None)


def test_a_table_learns_what_another_has_derived():
    """And derives nothing of it again; what violates an invariant it has to see for itself."""
    model = smaller()
    one, two = TransitionTable(model, "time-abstracted"), TransitionTable(model, "time-abstracted")
    one.learn(())
    assert all(walk(one, seed, 2, 10).violation is None for seed in range(5))
    known = one.news()
    assert one.news() == []
    two.learn(known)
    assert [two.states, two.successors, two.coverage] == [one.states, one.successors, one.coverage]
    assert two.news() == []
    assert all(walk(two, seed, 2, 10).violation is None for seed in range(5))
    assert two.news() == []
    with MUTANTS["loss-unreported"].active():
        broken = TransitionTable(model, "time-abstracted")
        broken.learn(())
        while not broken.violations:
            walk(broken, len(broken.states), 2, 50)
        assert {(broken.states[state], it) for state, it in broken.violations}.isdisjoint(
            (state, it) for state, it, *_ in broken.news()
        )


def test_a_property_is_one_function(monkeypatch):
    registry = Properties()
    registry.update(ALWAYS)
    monkeypatch.setattr("harness.properties.registry.ALWAYS", registry)

    @always("nobody is called King", rules="R7")
    def _king(step):
        return "somebody is" if "King" in str(step.events) else None

    assert registry["nobody is called King"].rules == ("R7",)
    table = derived(BoundedModel())
    assert table.counterexamples[0].violation == ("nobody is called King", "somebody is")
    assert len(table.counterexamples[0].commands) == 1


def test_walks_are_the_same_for_a_seed_and_differ_for_others():
    table = TransitionTable(BoundedModel(FEWER_VALUES), "time-abstracted")
    ones = [commands_of(table, seed, 2, 30, False) for seed in (1, 1, 2)]
    assert ones[0] == ones[1] != ones[2]
    assert walk(table, 1, 2, 30).steps == 30
    kinds = Counter(type(it) for it in commands_of(table, 1, 2, 300, True))
    assert len(kinds) < len(Counter(type(it) for it in commands_of(table, 1, 2, 300, False)))


# -------------------------------------------------------------------- campaign


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spec", "count"),
    [(ExplorationSpec(length=20, faults=ALL), 250), (ExplorationSpec("small", length=20), 600)],
    ids=lambda it: getattr(it, "world", it),
)
def test_several_processes_come_to_what_one_does(spec, count):
    seeds, results = Seeds(0, count), []
    for does in (here, in_processes(2)):
        campaign = Campaign(spec, seeds)
        assert campaign.run(does, None, lambda *_: None)
        results.append(campaign.result)
    assert results[0] == results[1]


@pytest.mark.slow
def test_what_was_interrupted_goes_on_and_comes_to_the_same(tmp_path):
    spec, seeds, path = (
        ExplorationSpec(length=20, faults=ALL),
        Seeds(7, 350),
        str(tmp_path / "saved.json"),
    )

    def interrupted(spec, left, until):
        for number, found in enumerate(here(spec, left, until)):
            if number == 2:
                raise KeyboardInterrupt
            yield found

    with pytest.raises(KeyboardInterrupt):
        Campaign(spec, seeds, path).run(interrupted, None, lambda *_: None)
    again = Campaign(spec, seeds, path)
    assert again.result.histories == 200
    assert list(again.left) == [(207, 100), (307, 50)]
    again.run(here, None, lambda *_: None)
    whole = Campaign(spec, seeds)
    whole.run(here, None, lambda *_: None)
    assert again.result == whole.result
    assert list(Campaign(spec, seeds, path).left) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not json", "is no saved exploration"),
        ('{"format": 1}', "is no saved exploration"),
        (None, "is of another exploration"),
    ],
)
def test_a_file_that_is_not_ours_is_left_alone(tmp_path, text, says):
    path = tmp_path / "saved.json"
    if text is None:
        Campaign(ExplorationSpec(length=3), Seeds(0, 1), str(path)).save()
        text = path.read_text()
    path.write_text(text)
    with pytest.raises(BadInput, match=says):
        Campaign(ExplorationSpec(), Seeds(0, 1), str(path))
    assert path.read_text() == text


@pytest.mark.slow
def test_a_time_limit_ends_it_and_says_how_far_it_came(tmp_path, capsys):
    path = str(tmp_path / "saved.json")
    arguments = ["explore", "--processes", "1", "--count", "1000000", "--length", "1"]
    main([*arguments, "--save", path, "--time-limit", "2s"])
    out = capsys.readouterr().out
    assert "the time was over after" in out
    assert path in out.replace("\n  ", " ") or path in out.replace("\n  ", "")
    assert len(json.loads((tmp_path / "saved.json").read_text())["done"]) >= 1


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_done(tmp_path):
    path = tmp_path / "saved.json"
    arguments = ["explore", "--count", "1000000", "--processes", "2", "--save", str(path)]
    code = (
        "import signal; signal.signal(2, signal.default_int_handler); "
        f"from harness.cli.main import main; raise SystemExit(main({arguments!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:  # there is a file before anything is done
        if path.exists() and json.loads(path.read_text())["histories"]:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert json.loads(path.read_text())["histories"] > 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--faults", "earthquake"], "--faults earthquake: there is none such"),
        (["--world", "small", "--faults", "clock_ahead"], "--faults clock_ahead: is outside the"),
        (["--exhaustive", "--faults", "batch_job_stops"], "is outside the bounded model"),
        (["--exhaustive", "--faults", "all"], "5 kinds of fault have more states than can be"),
        (["--exhaustive", "--faults", "all", "--records", "1"], "take at most 2 of unavailable,"),
        (["--exhaustive", "--seed", "3"], "--seed is for random histories"),
        (["--exhaustive", "--swarm"], "--swarm is for random histories"),
        (["--exhaustive", "--time-limit", "3s"], "--time-limit is for random histories"),
        (["--exhaustive", "--world", "company"], "--world company is for random histories"),
        (["--records", "2"], "--records is for --world small, or --exhaustive"),
        (["--faults", "unavailble"], "did you mean unavailable"),
        (["--count", "0"], "--count 0: it is a whole number from 1"),
        (["--world", "small", "--records", "9"], "--records 9: it is a whole number from 1 to 5"),
        (["--conflict", "hrwins"], "did you mean hr_wins"),
        (["--scheduler", "tcp://127.0.0.1:1", "--processes", "2"], "knows how many"),
    ],
)
def test_what_makes_no_sense_is_said(arguments, says, capsys):
    assert main(["explore", *arguments]) == 2
    assert says in capsys.readouterr().err


def test_a_promise_that_is_broken_is_told_with_its_seed_and_how_to_see_it_again(capsys):
    with MUTANTS["loss-unreported"].active():
        assert main(["explore", "--processes", "1", "--count", "40", "--faults", "all"]) == 1
    out = capsys.readouterr().out
    assert "BROKEN: every loss is reported, and none that did not happen" in out
    assert "harness explore --seed" in out
    assert 'scenario: "It breaks: every loss is reported' in out


def test_what_breaks_a_promise_is_written_and_replayed(capsys, tmp_path):
    """Short, and shown again by the command that is printed."""
    folder = tmp_path / "found"
    arguments = ["--processes", "1", "--count", "40", "--faults", "all", "--write", str(folder)]
    for how in (arguments, ["--exhaustive", "--write", str(folder)]):
        with MUTANTS["loss-unreported"].active():
            assert main(["explore", *how]) == 1
            out = capsys.readouterr().out
            commands = re.findall(r"^  harness (replay --promises .*)$", out, re.MULTILINE)
            assert commands
            for command in commands:
                assert main(command.split()) == 1
                assert "every loss is reported" in capsys.readouterr().out
        (path,) = folder.glob("it-breaks-every-loss*.yaml")
        assert len(path.read_text().splitlines()) < 25
        assert main(["replay", "--promises", str(path), "--quiet"]) == 0
        capsys.readouterr()


def test_what_is_never_reached_fails_the_run(capsys):
    few = ["explore", "--processes", "1", "--length", "1"]
    assert main([*few, "--count", "2"]) == 1
    output = capsys.readouterr().out
    assert "NEVER: a tie is decided (R11)" in output
    assert "Failed: what was never reached was not tried" in output
    assert main([*few, "--count", "1"]) == 0  # nobody asks of one that all happens in it
    assert "NEVER" not in capsys.readouterr().out


@pytest.mark.slow
def test_what_cannot_be_reached_is_not_asked_for(capsys):
    """Ties are of policies that go by time; a fault is to be reached where it was chosen."""
    assert "a tie is decided" not in required_goals("hr_wins", (), universe=True)
    assert main(["explore", "--processes", "1", "--count", "200", "--conflict", "hr_wins"]) == 0
    capsys.readouterr()
    known = set(required_goals("", (), universe=True))
    for kind in FAULTS:
        more = set(required_goals("", (kind,), universe=True)) - known
        # of what nobody noticed also that it is copied, and overwritten (F7)
        assert len(more) == {"over": 0, "not_noticed": 3}.get(kind, 1), kind


def test_a_history_of_a_plan_is_what_was_drawn_for_its_seed():
    spec = ExplorationSpec(faults=ALL, conflict="hr_wins")
    settings, _, commands = history_of(spec, 3)
    assert settings.conflict == "hr_wins"
    assert len(commands) == 50


# ------------------------------------------------------------------------ fork


def test_a_fork_goes_its_own_way():
    """Forked in the middle, both go on as one that was never forked; and neither sees the other."""
    for seed in range(60):
        settings, setup, commands = history_of(ExplorationSpec(faults=ALL), seed)
        whole, forked = (_played(settings, setup, ()) for _ in range(2))
        for command in commands:
            whole.attempt(command)
        for command in commands[:25]:
            forked.attempt(command)
        copy = forked.fork()
        before = fingerprint(end_state(forked))
        for command in commands[25:]:
            copy.attempt(command)
        assert fingerprint(end_state(forked)) == before
        assert fingerprint(end_state(copy)) == fingerprint(end_state(whole))
        for command in commands[25:]:
            forked.attempt(command)
        assert fingerprint(end_state(forked)) == fingerprint(end_state(whole))


def test_a_simulation_in_a_database_is_not_forked():
    simulator = Engine(backend=open_backend("sqlite://"))
    with pytest.raises(BadInput, match="in memory only"):
        simulator.fork()


def _played(settings, setup, commands):
    simulator = Engine(settings)
    for command in (*setup, *commands):
        simulator.attempt(command)
    return simulator


@pytest.mark.slow
def test_what_cannot_be_searched_is_said_while_it_is_derived(monkeypatch, capsys):
    module = "harness.exploration.statespace.search"
    monkeypatch.setattr(f"{module}.MAX_STATES", 10_000)
    assert main(["explore", "--exhaustive"]) == BAD
    output = capsys.readouterr().err
    assert "states each are too many to search; take fewer faults or fewer records" in output
    assert int(output.split("of ")[1].split(" states")[0].replace(",", "")) < 1000


@pytest.mark.slow
def test_every_state_is_where_its_history_leads():
    """Also if a simulator was used again, or an edit changed a value to an equivalent one."""
    model = BoundedModel()
    table = TransitionTable(model)
    table.derive()
    for state, history in zip(table.states, table.history, strict=True):
        oracle = Oracle(model.simulator())
        for number in history:
            oracle.do(table.operations[number].command)
        ours = shared_state(oracle, "canonical"), record_state(oracle, NAMES[0], "canonical")
        assert ours == state


@pytest.mark.slow
def test_a_counterexample_can_be_done_again():
    """What breaks the promise is its last command, a second run of the batch job among them."""
    for name in ("handled-edits-stay-missed", "loss-unreported", "on-by-default"):
        with MUTANTS[name].active():
            table = derived(BoundedModel((None, "King")))
            assert table.counterexamples, name
            for found in table.counterexamples:
                oracle = Oracle(table.model.simulator())
                last = [first_violation(oracle.do(command)) for command in found.commands][-1]
                assert last is not None, name
                assert last.property == found.violation.property


@pytest.mark.slow
def test_the_walks_of_the_small_world_reach_everything(capsys):
    assert main(["explore", "--world", "small", "--processes", "1"]) == 0
    assert "Coverage goals reached: 14 of 14" in capsys.readouterr().out


@pytest.mark.parametrize("limit", ["abc", "5", "0"])
def test_a_time_limit_that_is_none_is_said(limit, capsys):
    assert main(["explore", "--time-limit", limit]) == BAD
    assert "--time-limit" in capsys.readouterr().err
