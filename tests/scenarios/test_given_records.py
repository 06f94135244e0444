"""Given records that are not in sync (S7), and settings by table, column and environment.

What is read of them, in which order they are given, and that they are written so that the same is
read again.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from harness.domain.commands import Create, Give, GiveRecord, Row, RunBatchJob, Side, TurnOn
from harness.domain.errors import BadInput
from harness.domain.records import FIRST_REC_ID
from harness.domain.settings import DEFAULT_START, Settings
from harness.exploration.shrinking.candidates import numbered
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.representable import as_read, unrepresentable_steps
from harness.scenarios.results import result
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import from_journal, scenario_text

ADA = {"cdm_workernumber": "1"}
OTHER = {"cdm_workernumber": "1", "cdm_lastname": "King"}


def scenario(records, settings="{}", steps="[turn_on]"):
    given = f"given: {{records: {{{records}}}}}"
    return parse(f"scenario: x\nsettings: {settings}\n{given}\nsteps: {steps}\n")


def setup(records, settings="{}"):
    return list(scenario(records, settings).setup)


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ("values: {cdm_workernumber: 1}", Give("cdm_worker", {"ada": ADA})),
        (
            "tracked: no, values: {cdm_workernumber: 1}",
            GiveRecord("cdm_worker", "ada", Side(ADA), Side(ADA), tracked=False),
        ),
        ("hr: {values: {cdm_workernumber: 1}}", GiveRecord("cdm_worker", "ada", hr=Side(ADA))),
        (
            "dataverse: {values: {cdm_workernumber: 1}}, hr: {noticed: no}",
            GiveRecord("cdm_worker", "ada", Side(noticed=False), Side(ADA)),
        ),
        (
            (
                "hr: {values: {cdm_workernumber: 1}, edited: 2021-08-19T09:00:00Z}, "
                "dataverse: {values: {cdm_workernumber: 1, cdm_lastname: King}, noticed: no, "
                "reference: 618F16E3-d361-4b88-b1ab-619cab8bec60}"
            ),
            GiveRecord(
                "cdm_worker",
                "ada",
                Side(ADA, edited=DEFAULT_START),
                Side(OTHER, noticed=False, reference=0x618F16E3D3614B88B1AB619CAB8BEC60),
            ),
        ),
    ],
)
def test_a_given_record_has_two_sides_or_one(record, found):
    assert setup(f"ada: {{table: cdm_worker, {record}}}") == [found]


def test_the_sides_of_an_untracked_record_have_each_its_own_form():
    """A choice is a name in Human Resources and a number in Dataverse (R16); V3."""
    record = "cdm_workernumber: 1, cdm_gender: Female, cdm_source: 754400010"
    (found,) = setup(f"ada: {{table: cdm_worker, tracked: no, values: {{{record}}}}}")
    assert found.hr == Side({**ADA, "cdm_gender": "Female"})
    assert found.dataverse == Side({**ADA, "cdm_gender": 754_400_001, "cdm_source": 754_400_010})


def test_records_that_look_each_other_up_are_given_rows_first_and_lookups_second():
    position = "table: cdm_jobposition, values: {{cdm_jobpositionnumber: {0}, {1}}}"
    p = position.format("P", "cdm_parentjobpositionid: q")
    q = position.format("Q", "cdm_parentjobpositionid: p")
    number, parent = "cdm_jobpositionnumber", "cdm_parentjobpositionid"
    assert setup(f"p: {{{p}}}, q: {{{q}}}") == [
        Give("cdm_jobposition", (Row("p", {number: "P"}),)),
        Give("cdm_jobposition", (Row("q", {number: "Q", parent: "p"}),)),
        Give("cdm_jobposition", (Row("p", {number: "P", parent: "q"}),)),
    ]
    itself = position.format("P", "cdm_parentjobpositionid: p")
    assert setup(f"p: {{{itself}}}") == [
        Give("cdm_jobposition", (Row("p", {number: "P"}),)),
        Give("cdm_jobposition", (Row("p", {number: "P", parent: "p"}),)),
    ]


def test_requests_stand_in_the_order_of_the_file():
    """A child that stands before its parent is given again after it (S7)."""
    p = "tracked: no, hr: {values: {cdm_jobpositionnumber: P, cdm_parentjobpositionid: q}}"
    q = "tracked: no, hr: {values: {cdm_jobpositionnumber: Q}}"
    found = setup(f"p: {{table: cdm_jobposition, {p}}}, q: {{table: cdm_jobposition, {q}}}")
    assert [(it.record, len(it.hr.values)) for it in found] == [
        ("p", 1),
        ("q", 1),
        ("p", 2),
        ("q", 1),
    ]
    other_order = setup(f"q: {{table: cdm_jobposition, {q}}}, p: {{table: cdm_jobposition, {p}}}")
    assert [it.record for it in other_order] == ["q", "p"]


def test_records_stand_in_the_order_of_the_file_though_some_are_given_again():
    position = "table: cdm_jobposition, tracked: no, hr: {values: {cdm_jobpositionnumber: "
    p = f"p: {{{position}P, cdm_parentjobpositionid: r}}}}}}"
    q = "q: {table: cdm_jobposition, values: {cdm_jobpositionnumber: Q}}"
    r = f"r: {{{position}R}}}}}}"
    end = result(replay(scenario(f"{p}, {q}, {r}"))).end
    assert [it.record for it in end.environments.hr["cdm_jobposition"]] == ["p", "q", "r"]
    assert [it.record for it in end.missed_requests] == ["p", "r"]


def test_a_natural_key_is_compared_as_the_setting_says():
    """V2: what differs in letters and blanks at the end is one thing, unless keys are exact."""
    one = "kim: {table: cdm_worker, hr: {values: {cdm_workernumber: E-1}}, "
    both = one + "dataverse: {values: {cdm_workernumber: 'e-1 '}}}"
    assert len(setup(both)) == 1
    with pytest.raises(BadInput, match=r"the natural key is e-1  here, and E-1 in hr"):
        setup(both, "{keys: exact}")
    two = "noor: {table: cdm_worker, dataverse: {values: {cdm_workernumber: e-1}}}"
    with pytest.raises(BadInput, match="noor has the natural key of kim"):
        setup(f"{one}}}, {two}")
    assert len(setup(f"{one}}}, {two}", "{keys: exact}")) == 2


def test_an_imported_row_is_the_record_of_its_folded_key():
    rows = "[{import: {in: hr, table: cdm_worker, rows: [{cdm_workernumber: 'e-1 '}]}}]"
    kim = "kim: {table: cdm_worker, values: {cdm_workernumber: E-1}}"
    assert scenario(kim, steps=rows).steps[0].does.rows[0].record == "kim"
    assert scenario(kim, "{keys: exact}", rows).steps[0].does.rows[0].record == "e-1 "


def test_what_becomes_of_a_record_may_become_something_again():
    """R18: a name for each natural key, also of records that an import makes."""
    steps = (
        "[{edit: {in: hr, record: ada, values: {cdm_workernumber: 2}, becomes: bob}}, "
        "{edit: {in: hr, record: bob, values: {cdm_workernumber: 3}, becomes: cid}}, "
        "{edit: {in: hr, record: cid, values: {cdm_workernumber: 1}, becomes: ada}}, "
        "{import: {in: hr, table: cdm_worker, "
        "rows: [{cdm_workernumber: 3}, {cdm_workernumber: 4}]}}, "
        "{edit: {in: hr, record: '4', values: {cdm_workernumber: 5}, becomes: '5'}}, "
        "{delete: {in: hr, record: '5'}}]"
    )
    ada = "ada: {table: cdm_worker, values: {cdm_workernumber: 1}}"
    found = scenario(ada, "{natural_key: identity_changes}", steps)
    assert [step.does.becomes for step in found.steps[:3]] == ["bob", "cid", "ada"]
    assert [row.record for row in found.steps[3].does.rows] == ["cid", "4"]


def test_a_mapping_of_policies_is_put_under_and_over():
    """`--set` of one table keeps the others; the policy for all ends the mapping."""
    file = "{conflict: {default: merge_fields, cdm_worker: hr_wins}}"
    ada = "ada: {table: cdm_worker, values: {cdm_workernumber: 1}}"
    text = f"scenario: x\nsettings: {file}\ngiven: {{records: {{{ada}}}}}\nsteps: [turn_on]\n"

    def policies(*texts):
        found = parse(text, settings=texts).settings
        return found.conflict, dict(found.conflict_for)

    assert policies() == ("merge_fields", {"cdm_worker": "hr_wins"})
    assert policies("conflict.cdm_job=hr_wins") == (
        "merge_fields",
        {"cdm_worker": "hr_wins", "cdm_job": "hr_wins"},
    )
    assert policies("conflict.default=hr_wins") == ("hr_wins", {"cdm_worker": "hr_wins"})
    assert policies("conflict=dataverse_wins") == ("dataverse_wins", {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "conflict.cdm_wroker=hr_wins",
            "conflict: no table 'cdm_wroker', did you mean cdm_worker?",
        ),
        ("conflict.cdm_worker=hr_win", "conflict.cdm_worker is last_edit_wins or hr_wins or"),
        ("not_listened.hr=cdm_worker", "not_listened takes table.column"),
        ("not_listened.hr=cdm_worker.cdm_x", "not_listened hr: cdm_worker has no column 'cdm_x'"),
        ("one_way=cdm_compny", "one_way: no table 'cdm_compny', did you mean cdm_company?"),
        ("delete_in_use.hr=cascades", "delete_in_use.hr is refused or cascade, did you mean"),
        ("delete_in_use=cascade", "no setting 'delete_in_use', did you mean delete_in_use.hr?"),
        ("keys=fold", "keys is folded or exact, did you mean folded?"),
    ],
)
def test_what_is_put_over_names_what_there_is(text, message):
    with pytest.raises(BadInput) as error:
        parse("scenario: x\nsteps: [turn_on]\n", settings=[text])
    assert message in str(error.value)


# ------------------------------------------------------------- written and read again

_COLUMNS = ("cdm_worker.cdm_knownas", "cdm_worker.cdm_lastname", "cdm_jobposition.cdm_description")
_POLICIES = ("last_edit_wins", "hr_wins", "dataverse_wins", "merge_fields")
settings = st.builds(
    Settings,
    conflict=st.sampled_from(_POLICIES),
    conflict_for=st.dictionaries(
        st.sampled_from((*_COLUMNS, "cdm_worker")), st.sampled_from(_POLICIES)
    ),
    batch_job_per_record=st.integers(0, 100_000),
    late_delete=st.sampled_from(("carried_out", "undone")),
    not_listened=st.fixed_dictionaries(
        {}, optional={it: st.lists(st.sampled_from(_COLUMNS)) for it in ("hr", "dataverse")}
    ),
    one_way=st.lists(st.sampled_from((*_COLUMNS, "cdm_job"))),
    natural_key=st.just("identity_changes"),
    keys=st.sampled_from(("folded", "exact")),
    delete_in_use=st.fixed_dictionaries(
        {},
        optional={it: st.sampled_from(("refused", "cascade")) for it in ("hr", "dataverse")},
    ),
)


@st.composite
def side(draw, number, targets, least):
    """A side of a given position; `targets` are the names of what is there in its environment."""
    values = {"cdm_jobpositionnumber": number, "cdm_description": draw(st.sampled_from("ab"))}
    if targets and draw(st.booleans()):
        values["cdm_parentjobpositionid"] = draw(st.sampled_from(sorted(targets)))
    edited = draw(st.none() | st.integers(0, DEFAULT_START))
    return Side(values, edited, draw(st.booleans()), draw(st.none() | st.integers(least, 1 << 60)))


@st.composite
def given_positions(draw):
    """Positions on either side or both, which look up one another."""
    numbers = draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, unique=True))
    both = st.sampled_from(("sync", "both", "hr", "dataverse"))
    where = {number: draw(both) for number in numbers}
    there = {
        side: {name for name, it in where.items() if it in ("sync", "both", side)}
        for side in ("hr", "dataverse")
    }
    given = []
    for number, kind in where.items():
        if kind == "sync":
            in_both = there["hr"] & there["dataverse"]
            values = dict(draw(side(number, in_both, 1)).values)
            given.append(Give("cdm_jobposition", {number: values}))
            continue
        tracked = draw(st.booleans())
        hr = draw(side(number, there["hr"], FIRST_REC_ID + 1000)) if kind != "dataverse" else None
        dataverse = draw(side(number, there["dataverse"], 1 << 40)) if kind != "hr" else None
        given.append(GiveRecord("cdm_jobposition", number, hr, dataverse, tracked))
    return given


def references(setup):
    sides = [
        (it, side)
        for does in setup
        if isinstance(does, GiveRecord)
        for it, side in (("hr", does.hr), ("dataverse", does.dataverse))
        if side and side.reference
    ]
    return [(it, side.reference) for it, side in sides]


@hypothesis_settings(deadline=None)
@given(settings, given_positions())
def test_what_is_written_is_read_again(settings, given):
    if len(references(given)) > len(set(references(given))):
        return  # two of one reference, which is an error
    steps = numbered([Create("hr", "cdm_worker", "ada", ADA), TurnOn(), RunBatchJob()])
    written = Scenario("x", "x", settings, steps, tuple(given))
    first = parse(scenario_text(written), "x")
    again = parse(scenario_text(first), "x")
    assert again == first
    assert as_read(first) == replace(first, steps=as_read(first).steps)
    assert first.settings == written.settings
    assert unrepresentable_steps(written) == set()
    replayed = [replay(it) for it in (first, again)]
    replayed.append(replay(parse(scenario_text(from_journal(replayed[0].simulator, "x")), "x")))
    assert len({result(it).run.fingerprint for it in replayed}) == 1
    last = {}  # what is given of each record at last
    for does in first.setup:
        last[does.record if isinstance(does, GiveRecord) else does.rows[0].record] = does
    assert last == {
        it.record if isinstance(it, GiveRecord) else it.rows[0].record: it for it in given
    }
