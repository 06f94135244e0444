"""Policy comparison: the same random histories under every policy, and `harness compare`."""

import json
from functools import partial

import pytest

from harness.cli.main import main
from harness.domain.commands import Fault, pairs
from harness.domain.faults import FAULTS
from harness.domain.policies import POLICIES
from harness.exploration.policies.comparison import Counts, all_policies, compared, together
from harness.exploration.policies.histories import small_history
from harness.reports.findings import data_loss, undone_deletes
from harness.simulator.engine import Engine

KINDS = tuple(kind for kind in FAULTS if kind != "over")
# of 200 histories: values lost, histories with a loss, undone deletes, held back, diverged, other
PINNED = {
    "last_edit_wins, ties hr": (143, 89, 60, 60, 0, 0),
    "last_edit_wins, ties dataverse": (144, 87, 59, 62, 0, 42),
    "hr_wins": (148, 91, 60, 60, 0, 22),
    "dataverse_wins": (148, 88, 59, 62, 0, 59),
    "merge_fields, ties hr": (104, 73, 60, 61, 0, 27),
    "merge_fields, ties dataverse": (105, 73, 59, 62, 0, 47),
}


@pytest.fixture(scope="module")
def found():
    return compared(partial(small_history, length=30), range(200))


@pytest.fixture(scope="module")
def with_faults():
    return compared(partial(small_history, length=40, faults=KINDS), range(300))


@pytest.fixture
def compare(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        status = main(["compare", *map(str, arguments)])
        return status, capsys.readouterr()

    return run


def test_the_table_is_the_pinned_one(found):
    assert {under.label: of[1:] for under, of in found.items()} == PINNED


def test_every_policy_is_compared_and_its_ties_where_it_has_any():
    assert {under.conflict for under in all_policies()} == set(POLICIES)
    assert [u.conflict for u in all_policies() if u.tie is None] == ["hr_wins", "dataverse_wins"]


def test_a_merge_of_columns_loses_less(found, with_faults):
    for counts in (found, with_faults):
        by = {under.label: of for under, of in counts.items()}
        for tie in ("hr", "dataverse"):
            merged, law = by[f"merge_fields, ties {tie}"], by[f"last_edit_wins, ties {tie}"]
            assert 0 < merged.lost_values < law.lost_values
            assert merged.losing < law.losing


def test_every_policy_makes_both_sides_the_same(found, with_faults):
    for counts in (found, with_faults):
        assert all(of.diverged == 0 for of in counts.values())


def test_every_policy_is_seen_to_decide_otherwise_than_the_law(found):
    assert [of.otherwise > 0 for of in found.values()] == [False] + [True] * (len(found) - 1)


def test_the_law_is_the_first_of_a_history_that_ends_with_nothing():
    """A history after which nothing is there ends the same under every policy."""
    nothing = small_history(0, 0)._replace(given=())
    assert set(compared(lambda _: nothing, [0]).values()) == {Counts(histories=1)}


def test_what_is_counted_is_what_is_reported():
    history = small_history(12, 60)
    simulator = Engine(history.settings, history.catalog)
    for command in (*history.given, *history.commands):
        simulator.attempt(command)
    counts = compared(lambda _: history, [0])[all_policies()[0]]
    assert len(data_loss(simulator)) <= counts.lost_values
    assert len(undone_deletes(simulator)) <= counts.undone_deletes
    assert counts.losing == bool(counts.lost_values)


def test_a_shorter_history_is_the_beginning_of_a_longer_one():
    for seed in range(20):
        short, long = (small_history(seed, length, KINDS) for length in (10, 40))
        assert short.given == long.given
        assert short.commands == long.commands[:10]


def test_every_fault_is_drawn_and_can_be_done():
    seen = set()
    for seed in range(200):
        history = small_history(seed, 40, KINDS)
        simulator = Engine(history.settings, history.catalog)
        for command in (*history.given, *history.commands):
            simulator.attempt(command)
            if isinstance(command, Fault):
                seen.add(command.kind)
    assert seen == set(FAULTS)
    assert not any(isinstance(it, Fault) for it in small_history(3, 500).commands)


def test_the_parts_come_to_the_whole(found):
    draw = partial(small_history, length=30)
    assert together([compared(draw, range(77)), compared(draw, range(77, 200))]) == found


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2, 5])
def test_the_verb_prints_the_same_for_any_number_of_processes(compare, processes):
    """600 histories are three parts."""
    status, (out, err) = compare("--count", 600, "--processes", processes)
    assert (status, err) == (0, "")
    assert out == compare("--count", 600, "--processes", 1)[1].out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "last_edit_wins  hr " in out
    assert "600 histories of 30 commands, seeds from 0, without faults." in out


def test_the_verb_gives_counts_as_json(compare, found):
    _, (out, _) = compare("--count", 200, "--format", "json", "--processes", 1)
    assert [(row["conflict"], row["tie"]) for row in json.loads(out)] == [(*u,) for u in found]
    assert [row["lost_values"] for row in json.loads(out)] == [
        of.lost_values for of in found.values()
    ]


def test_seed_length_and_faults_reach_the_histories(compare):
    usual = compare("--count", 50, "--format", "json")[1].out
    for option in (
        ("--seed", 50),
        ("--length", 20),
        ("--faults", "unavailable"),
        ("--faults=all",),
    ):
        assert compare("--count", 50, "--format", "json", *option)[1].out != usual
    text = compare("--count", 1, "--faults", "unavailable,clock_ahead")[1].out
    assert "1 histories" not in text
    assert "with unavailable, clock_ahead." in " ".join(text.split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--count", 0), "--count 0: it is a whole number from 1"),
        (("--length", -1), "--length -1: it is a whole number from 0"),
        (("--processes", 0), "--processes 0: it is a whole number from 1"),
        (
            ("--faults", "unavailble"),
            "--faults unavailble: there is none such, did you mean unavailable?",
        ),
        (("--format", "jsn"), "no format 'jsn', did you mean json?"),
    ],
)
def test_what_is_wrong_is_said(compare, arguments, says):
    status, (out, err) = compare(*arguments)
    assert (status, out) == (2, "")
    assert says in err


def test_a_policy_that_leaves_a_record_different_fails(compare, monkeypatch):
    """As where it were added with a mistake: the values of both sides are not made the same."""
    import harness.exploration.policies.comparison as module

    monkeypatch.setattr(module, "_differing", lambda simulator, holds: ["ada"])
    status, _ = compare("--count", 2, "--processes", 1)
    assert status == 1


def test_a_worker_is_made_with_its_key_and_no_empty_value():
    for seed in range(50):
        for command in small_history(seed, 40).commands:
            if hasattr(command, "table") and hasattr(command, "values"):
                (key, number), *others = command.values
                assert (key, number) in pairs({"cdm_workernumber": number})
                assert all(value for _, value in others)
