"""Generated rows: the same everywhere, and accepted by the simulator."""

import os
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import Give, Import, Row, RunBatchJob, TurnOn
from harness.domain.errors import BadInput
from harness.domain.extras import install_line
from harness.domain.records import Scalar
from harness.domain.translation import hold_the_same, named
from harness.sample_data.rows import (
    GeneratedRows,
    generated_rows,
    import_order,
    needed_first,
)
from harness.simulator.engine import Engine

for needed in ("faker", "freezegun"):
    pytest.importorskip(needed)

CATALOG = standard_catalog()
HAND_TUNED = (
    "cdm_worker", "cdm_job", "cdm_jobposition", "cdm_positionworkerassignmentmap",
    "cdm_department", "cdm_company", "cdm_employment", "cdm_workeraddress", "cdm_title",
    "cdm_jobfunction", "cdm_jobtype", "cdm_reasoncode", "cdm_leavetype",
)  # fmt: skip
DIGEST = """
import hashlib
from freezegun import freeze_time
with freeze_time({day!r}):
    from harness.sample_data.rows import generated_rows
    from harness.domain.catalog import standard_catalog
    digest = hashlib.sha256()
    for table in standard_catalog().values():
        for row in generated_rows(table, 40, 11):
            digest.update(repr(row).encode())
print(digest.hexdigest())
"""


def values(row: Row) -> dict[str, Scalar | None]:
    return dict(row.values)


def written(value: Scalar) -> str:
    """The value as a scenario file writes it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def filled(simulator: Engine, catalog: Catalog, order: dict[str, int], give: bool) -> None:
    for name, count in order.items():
        rows = generated_rows(catalog[name], count, 5)
        command = Give(name, rows, count) if give else Import("hr", name, rows, count)
        assert simulator.attempt(command) is None


def everything(count: int) -> dict[str, int]:
    """All tables, each after those it needs."""
    order: dict[str, int] = {}
    for table in CATALOG:
        for name in import_order(CATALOG, table, count):
            order.setdefault(name, count)
    return order


@pytest.mark.slow
def test_same_in_every_process_on_every_day() -> None:
    digests = set()
    for seed, day in (("0", "2021-08-19"), ("1", "2044-02-29"), ("2", "1999-12-31 23:59:59")):
        done = subprocess.run(
            [sys.executable, "-c", DIGEST.format(day=day)],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": "Asia/Tokyo" if seed == "1" else "UTC",
            },
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
            text=True,
        )
        digests.add(done.stdout)
    assert len(digests) == 1


@pytest.mark.parametrize("table", CATALOG)
def test_rows_do_not_depend_on_how_many(table: str) -> None:
    short, long = (generated_rows(CATALOG[table], count, 3) for count in (20, 60))
    assert list(short) == list(islice(long, 20)) == list(long[:20])


@pytest.mark.parametrize("table", CATALOG)
def test_values_are_as_the_catalog_reads_them(table: str) -> None:
    facts = CATALOG[table]
    for row in generated_rows(facts, 50, 3):
        for name, value in row.values:
            column = facts.column(name)
            assert value is not None
            if column.target is None:
                assert column.hr.objection(value) == ""
                there = column.to_dataverse(value) if column.numbers else value
                assert column.dataverse.objection(there) == ""
                read = column.read(written(value))
                assert (read, str(read), type(read)) == (value, str(value), type(value))
        for column in facts.columns:
            looks_up = column.target or column.external  # empty but in keys
            required = column.required and not looks_up and column.hr is not None
            if required or column.name in facts.key_columns:
                assert values(row)[column.name] != ""


@pytest.mark.parametrize("give", [False, True], ids=["import", "give"])
@pytest.mark.parametrize("table", CATALOG)
def test_simulator_takes_50_rows_after_what_they_need(table: str, give: bool) -> None:
    simulator = Engine()
    filled(simulator, CATALOG, import_order(CATALOG, table, 50), give)
    pairs = list(simulator.world.record_pairs.of(table))
    assert len({pair.key for pair in pairs}) == 50
    assert [pair.name for pair in pairs] == [
        row.record for row in generated_rows(CATALOG[table], 50, 5)
    ]
    if len(CATALOG[table].key_parts) == 1 and not CATALOG[table].key_parts[0].path.count("."):
        assert all(pair.name == pair.table.key_text(pair.key) for pair in pairs)


def test_all_tables_together_reach_dataverse() -> None:
    simulator = Engine()
    filled(simulator, CATALOG, everything(50), give=False)
    names = [pair.name for table in CATALOG for pair in simulator.world.record_pairs.of(table)]
    assert len(names) == len(set(names)) == 50 * len(CATALOG)
    assert not any("~" in name for name in names)  # no name was taken
    simulator.attempt(TurnOn())
    simulator.attempt(RunBatchJob())
    for name in names:
        ours, theirs = (simulator.record(side, name) for side in ("hr", "dataverse"))
        assert ours is not None and theirs is not None
        pair = simulator.world.record_pairs.named(name)
        assert pair is not None and hold_the_same(
            pair.table, ours.values, named(pair.table, theirs.values)
        )


def test_workers_jobs_positions_then_assignments_of_the_same_count() -> None:
    simulator = Engine()
    four = ("cdm_worker", "cdm_job", "cdm_jobposition", "cdm_positionworkerassignmentmap")
    filled(simulator, CATALOG, dict.fromkeys(four, 120), give=False)
    assert values(generated_rows(CATALOG[four[-1]], 120, 5)[119])["cdm_workerid"] == "W000120"


def test_another_seed_edits_the_same_records() -> None:
    order = everything(10)
    simulator = Engine()
    filled(simulator, CATALOG, order, give=False)
    for name, count in order.items():
        other = generated_rows(CATALOG[name], count, 6)
        assert simulator.attempt(Import("hr", name, other, count)) is None
        assert len(list(simulator.world.record_pairs.of(name))) == 10
    workers = (generated_rows(CATALOG["cdm_worker"], 100, seed) for seed in (5, 6))
    assert len({tuple(row.values for row in rows) for rows in workers}) == 2


@pytest.mark.parametrize("table", HAND_TUNED)
def test_keys_stay_unique_where_words_and_companies_repeat(table: str) -> None:
    rows = generated_rows(CATALOG[table], 2000, 1)
    keys = {tuple(values(row)[name] for name in CATALOG[table].key_columns) for row in rows}
    assert len(keys) == len({row.record for row in rows}) == 2000


def test_rows_have_no_columns_that_only_dataverse_has() -> None:
    row = values(generated_rows(CATALOG["cdm_worker"], 1, 3)[0])
    assert CATALOG["cdm_worker"].column("cdm_source").required
    assert not [name for name in row if CATALOG["cdm_worker"].column(name).hr is None]


@pytest.mark.parametrize(
    ("table", "drawn"),
    [
        ("cdm_worker", {"cdm_primarytelephone": "+1 555 9975892", "cdm_birthdate": "1977-03-04"}),
        ("cdm_workeraddress", {"cdm_streetnumber": "145", "cdm_effectivedate": "2011-12-07"}),
        (
            "cdm_workerpersonaldetail",
            {
                "cdm_expatriateenddate": "2015-07-07",
                "cdm_maritalstatus": "Married",
                "cdm_nationalitycountryregion": "JP",  # a Text once, and a Choice now
            },
        ),
        (
            "cdm_leavebanktransaction",
            {"cdm_transactiondate": "2018-11-08", "cdm_transactiontype": "Other"},
        ),
    ],
)
def test_the_values_of_a_seed_stay_as_they_are(table: str, drawn: dict[str, str]) -> None:
    """Whatever columns the catalog gains: none of these comes from Faker."""
    row = values(generated_rows(CATALOG[table], 41, 7)[40])
    assert {name: row[name] for name in drawn} == drawn


def test_people_hang_together() -> None:
    def columns(table: str, count: int = 500) -> list[dict[str, Scalar | None]]:
        return [values(row) for row in generated_rows(CATALOG[table], count, 2)]

    workers, positions = columns("cdm_worker"), columns("cdm_jobposition")
    employments, addresses = columns("cdm_employment"), columns("cdm_workeraddress")
    for n, (worker, employment) in enumerate(zip(workers, employments, strict=True), 1):
        began = str(employment["cdm_employmentstartdate"])
        assert began < str(employment.get("cdm_employmentenddate", "9999"))
        assert int(began[:4]) - int(str(worker["cdm_birthdate"])[:4]) >= 18
        assert employment["cdm_workerid"] == worker["cdm_workernumber"] == f"W{n:06}"
        assert employment["cdm_workertype"] == worker["cdm_type"]
        assert str(worker["cdm_firstname"]) in str(worker["cdm_fullname"])
        assert str(worker["cdm_primaryemailaddress"]).isascii()
    for position, assignment in zip(
        positions, columns("cdm_positionworkerassignmentmap"), strict=True
    ):
        assert str(position["cdm_validfrom"]) < str(assignment["cdm_validfrom"])
        assert str(assignment["cdm_validfrom"]) < str(assignment["cdm_validto"])
    jobs = {job["cdm_name"]: job for job in columns("cdm_job", 40)}
    for position in positions:
        job = jobs[position["cdm_jobid"]]
        assert position["cdm_description"] == job["cdm_description"]
    assert len({worker["cdm_primaryemailaddress"] for worker in workers}) == 500
    assert {address["cdm_countryregion"] for address in addresses} == {"US", "DE", "PL", "MX", "JP"}


def test_names_are_of_many_scripts() -> None:
    names = "".join(
        str(values(row)["cdm_fullname"]) for row in generated_rows(CATALOG["cdm_worker"], 500, 2)
    )
    assert any("\u4e00" <= letter <= "\u9fff" for letter in names)  # twice as wide as Latin
    assert any("ł" in names and letter in names for letter in "äöüé")


def test_it_is_a_sequence_that_makes_rows_when_asked() -> None:
    rows = generated_rows(CATALOG["cdm_worker"], 1_000_000, 7)
    assert len(rows) == 1_000_000
    assert rows[-1] == rows[999_999] and rows[-1].record == "W1000000"
    assert rows[3:9:2] == (rows[3], rows[5], rows[7])
    with pytest.raises(IndexError):
        rows[1_000_000]
    few = generated_rows(CATALOG["cdm_worker"], 30, 7)
    assert list(few) == list(few) and few[5] in few
    assert few == GeneratedRows(standard_catalog()["cdm_worker"], 30, 7)
    assert hash(few) == hash(GeneratedRows(standard_catalog()["cdm_worker"], 30, 7))
    assert few not in (
        generated_rows(CATALOG["cdm_worker"], 30, 8),
        generated_rows(CATALOG["cdm_worker"], 31, 7),
        generated_rows(CATALOG["cdm_job"], 30, 7),
    )
    assert list(generated_rows(CATALOG["cdm_worker"], 0, 7)) == []
    assert repr(few) == "GeneratedRows('cdm_worker', 30, seed=7)"


@pytest.mark.parametrize("table", CATALOG)
def test_rows_are_found_by_name(table: str) -> None:
    rows = generated_rows(CATALOG[table], 30, 7)
    assert all(rows.named(str(row.record)) == row for row in rows)
    for name in ("", "ada", "W31", "W1", "W000031 ", "Skill Type 0031", "9" * 5000):
        assert rows.named(name) is None


def test_a_column_more_or_less_shifts_nothing() -> None:
    added = CATALOG.extended(
        {"cdm_worker": {"columns": {"new_badge": "Text", "new_size": "Integer"}}}
    )
    before, after = (generated_rows(c["cdm_worker"], 40, 7) for c in (CATALOG, added))
    for old, new in zip(before, after, strict=True):
        assert new.values[: len(old.values)] == old.values


CUSTOM = {
    "new_shirt": {
        "columns": {
            "new_code": {"type": "Text", "max_length": 5},
            "new_size": {"type": "Choice", "choices": ["S", "M", "L"]},
            "new_note": {"type": {"hr": "Text", "dataverse": "Text"},
                         "max_length": {"hr": 60, "dataverse": 6}},
            "new_mail": "Email",
            "new_price": "Currency",
            "new_washed": "DateTime",
        },
        "lookups": {"new_workerid": "cdm_worker"},
        "natural_key": ["new_code"],
    },
    "new_shift": {
        "columns": {"new_day": "Date", "new_night": "Yes/No", "new_half": "Choice"},
        "natural_key": ["new_day", "new_night"],
    },
    "new_wearing": {
        "lookups": {"new_shirtid": "new_shirt", "new_companyid": "cdm_company"},
        "natural_key": ["new_shirtid.new_code", "new_companyid.cdm_companycode"],
    },
    "new_site": {
        "columns": {"new_name": "Text"},
        "lookups": {"new_companyid": "cdm_company"},
        "natural_key": ["new_companyid.cdm_companycode"],
    },
    "new_account": {"columns": {"new_mail": "Email"}, "natural_key": ["new_mail"]},
    "cdm_worker": {
        "columns": {"cdm_gender": {"type": "Choice", "choices": ["f", "m", "x"]}},
        "natural_key": ["cdm_middlename", "cdm_workernumber"],
    },
}  # fmt: skip


@pytest.mark.parametrize("table", CUSTOM)
def test_tables_and_columns_of_a_scenario(table: str) -> None:
    catalog = CATALOG.extended(CUSTOM)
    for give in (False, True):
        simulator = Engine(catalog=catalog)
        filled(simulator, catalog, import_order(catalog, table, 50), give)
        assert len(list(simulator.world.record_pairs.of(table))) == 50
    for row in generated_rows(catalog[table], 50, 7):
        for name, value in row.values:
            column = catalog[table].column(name)
            assert column.target or (value is not None and not column.hr.objection(value))


def test_what_is_needed_first() -> None:
    assert [(name, rows(9), rows(900)) for name, rows in needed_first(CATALOG["cdm_employment"])] \
        == [("cdm_worker", 9, 900), ("cdm_company", 8, 8)]  # fmt: skip
    assert needed_first(CATALOG["cdm_worker"]) == ()
    site = CATALOG.extended(CUSTOM)["new_site"]  # nothing but the company tells its rows apart
    assert [(name, rows(900)) for name, rows in needed_first(site)] == [("cdm_company", 900)]


def test_what_cannot_be_generated(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = {
        "new_tag": {"columns": {"new_code": {"max_length": 2}}, "natural_key": ["new_code"]},
        "new_flag": {"columns": {"new_set": "Yes/No"}, "natural_key": ["new_set"]},
    }
    catalog = CATALOG.extended(narrow)
    for table, most in (("new_tag", 99), ("new_flag", 2)):
        rows = generated_rows(catalog[table], most, 0)
        assert len({row.values for row in rows}) == most
        with pytest.raises(BadInput, match=f"new_.* of {table} is too narrow for {most + 1} "):
            generated_rows(catalog[table], most + 1, 0)
    with pytest.raises(BadInput, match="cannot generate -1 rows"):
        generated_rows(CATALOG["cdm_worker"], -1, 0)
    monkeypatch.setitem(sys.modules, "faker", None)
    with pytest.raises(BadInput, match=re.escape(install_line("data"))):
        generated_rows(CATALOG["cdm_worker"], 1, 0)


def test_rows_for_dataverse_have_the_numbers_of_choices():
    table = CATALOG["cdm_worker"]
    here, there = (generated_rows(table, 40, 7, it) for it in ("hr", "dataverse"))
    assert here != there
    assert repr(there) == "GeneratedRows('cdm_worker', 40, seed=7, 'dataverse')"
    numbers = table.column("cdm_type").numbers
    for one, other in zip(here, there, strict=True):
        assert other.record == one.record
        assert values(other).get("cdm_type") == numbers.get(values(one).get("cdm_type"))
        assert values(other)["cdm_workernumber"] == values(one)["cdm_workernumber"]
    assert any("cdm_type" in values(row) for row in there)


def test_the_result_names_the_release_that_the_names_are_from(tmp_path, monkeypatch, capsys):
    from harness.cli.main import main
    from harness.sample_data import pools

    monkeypatch.chdir(tmp_path)
    step = "import: {table: cdm_worker, generate: 2}"
    for name, text in {
        "a": f"steps: [{{{step}}}]", "b": "given: {generate: {cdm_worker: 1}}\nsteps: [turn_on]",
        "c": "steps: [turn_on]",
    }.items():  # fmt: skip
        Path(f"{name}.yaml").write_text(f"scenario: x\n{text}\n", "utf-8")
    said = {}
    for name in "abc":
        assert main(["replay", f"{name}.yaml", "--format", "json"]) == 0
        said[name] = capsys.readouterr().out
    now = f'"sample_data": "Faker {pools.version("faker")}"'
    assert now in said["a"]
    assert now in said["b"]
    assert "sample_data" not in said["c"]
    monkeypatch.setattr(pools, "version", lambda _: "1.0")
    Path("then.json").write_text(said["a"], "utf-8")
    main(["diff", "then.json", "a.yaml"])
    assert "in A, Faker 1.0 in B" in capsys.readouterr().out
