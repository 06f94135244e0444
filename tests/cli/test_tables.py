"""`harness tables`: what is published of a table and what not, in 80 columns and as JSON."""

import json
import re

import pytest

from harness.cli.main import main
from harness.domain.catalog import standard_catalog

OWN = """
catalog:
  new_badge:
    columns:
      new_code: {type: Text, max_length: 9}
      new_note: {type: {hr: Text}}
      new_size: {type: Choice, choices: {hr: [S, M], dataverse: [S, L]}}
      new_level: {type: Choice, numbers: {Low: 1, High: 2}, labels: {1: low, 2: high, 3: top}}
      new_text: {type: {hr: Text, dataverse: Date}, one_way: yes}
      new_kind: Choice
    natural_key: [new_code]
    hr_entity: NewBadgeEntity
"""


@pytest.fixture
def tables(monkeypatch, capsys, tmp_path):
    """What the command prints on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    own = tmp_path / "own.catalog.yaml"
    own.write_text(OWN)

    def run(*arguments, catalog=False):
        given = ["tables", *arguments, *(["--catalog", str(own)] if catalog else [])]
        assert main(given) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("table", ["cdm_worker", "cdm_employment", "cdm_benefitplan"])
def test_a_table_fits_a_narrow_terminal(tables, table):
    assert max(map(len, tables(table).split("\n"))) <= 80


def rows(text, first):
    """The cells of the rows from the one that begins so, up to an empty line."""
    lines = iter(text.split("\n"))
    found = [next(line for line in lines if line.startswith(first))]
    for line in lines:
        if not line:
            break
        found.append(line)
    return [re.split(r" {2,}", line.strip()) for line in found]


def test_choices_are_names_numbers_and_labels(tables):
    choices = rows(tables("cdm_worker").partition("Source\n")[2], "cdm_type")
    assert choices[:6] == [
        ["cdm_type", "Employee", "754400000", "Employee", "sibling"],
        ["Contractor", "754400001", "Contractor"],
        ["Both", "754400000", "Employee"],
        ["754400002", "Volunteer"],
        ["754400003", "Unspecified"],
        ["cdm_status", "Employed", "754400000", "Active", "sibling"],
    ]


def test_what_is_said_of_columns(tables):
    text = " ".join(tables("cdm_worker").split())
    for said in (
        "Human Resources entity: HcmWorkerEntity Natural key: cdm_workernumber",
        "cdm_workernumber Text in the key; required",
        "cdm_fullname Text Human Resources to Dataverse only R15 P(P~,A); one way: sibling",
        "cdm_languageid Text name: code; type: inferred",
        "cdm_description Text in Dataverse only V3 A; name: code",
        "cdm_managerworkerid Lookup looks up cdm_worker; name: code",
        "msdyn_userid Text of systemuser, which is not synced; in Dataverse only V3 A",
        "sibling: pages about dual-write, which fills the same tables, say it",
    ):
        assert said in text
    assert "decided: nothing" not in text  # of the sources, those that are named


def test_what_is_said_of_tables(tables):
    assert "Human Resources entity: OMLegalEntity (sibling)" in tables("cdm_company")
    assert "From Human Resources to Dataverse only: all of it (sibling) R15" in tables(
        "cdm_company"
    )
    employment = re.sub(r"\n  (?=Hcm)", " ", tables("cdm_employment"))
    assert "HcmEmploymentEntity; also fed by HcmEmploymentDetailEntity" in employment
    assert "Period: from cdm_validfrom to cdm_validto R20 A" in employment
    assert "cdm_employerunitofnotice     Choice    any choice: none are published" in employment
    plan = tables("cdm_benefitplan")
    assert "Natural key: cdm_name (decided)" in plan
    assert "Human Resources entity: Benefit plan, the table's name: none is known" in plan


def test_the_list_says_which_tables_are_special(tables):
    text = " ".join(tables().split())
    assert "From Human Resources to Dataverse only (R15 P(P~,A)): cdm_company." in text
    assert (
        "With effective dates (R20 A): cdm_employment, cdm_job, cdm_jobposition, cdm_workeraddress."
    ) in text
    assert tables("--format", "tsv").rstrip("\n").count("\n") == 67  # the heading, and no prose


def test_tables_of_one_s_own(tables):
    text = tables("new_badge", catalog=True)
    shown = " ".join(text.split())
    for said in (
        "new_code Text in the key; up to 9 characters; custom",
        "new_note Text in Human Resources only V3 A; custom",
        "new_size Choice hr Choice, dataverse Choice R16 P(A); choices below; custom",
        "new_level Choice choices below R16 P(A); custom",
        "hr Text, dataverse Date R16 P(A); custom",
        "new_kind Choice any choice; custom",
    ):
        assert said in shown
    assert rows(text.partition("Source\n")[2], "new_size") == [
        ["new_size", "S", "S"],
        ["M"],
        ["L"],
        ["new_level", "Low", "1", "low"],
        ["High", "2", "high"],
        ["3", "top"],
    ]


def test_tables_and_words_of_the_project_are_known(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text(OWN, "utf-8")
    ini = "[pytest]\nharness_catalog = own.yaml\nharness_words = crew = worker\n"
    (tmp_path / "pytest.ini").write_text(ini, "utf-8")
    for words, said in (("crew", "Worker (cdm_worker)"), ("badges", "(new_badge)")):
        assert main(["tables", words]) == 0
        assert said in capsys.readouterr().out.partition("\n")[0]


def test_all_of_it_is_in_json(tables):
    listed = {it["table"]: it for it in json.loads(tables("--format", "json"))}
    assert set(listed) == set(standard_catalog())
    assert listed["cdm_company"]["one_way"] is True
    assert listed["cdm_company"]["sources"] == {"hr_entity": "sibling", "one_way": "sibling"}
    assert listed["cdm_job"]["period"] == {"from": "cdm_validfrom", "to": "cdm_validto"}
    assert listed["cdm_job"]["hr_entities"] == ["HcmJobEntity", "HcmJobDetailEntity"]
    columns = {it["column"]: it for it in json.loads(tables("cdm_worker", "--format", "json"))}
    assert columns["cdm_status"]["numbers"] == {
        "Employed": 754400000,
        "Pending": 754400001,
        "Terminated": 754400001,
    }
    assert columns["cdm_status"]["labels"] == {"754400000": "Active", "754400001": "Inactive"}
    assert columns["cdm_status"]["hr"] == {
        "type": "Choice",
        "max_length": None,
        "choices": ["Employed", "Pending", "Terminated"],
    }
    assert columns["cdm_source"]["hr"] is None
    assert columns["cdm_source"]["sources"] == {
        "type": "documented",
        "name": "code",
        "choices": "code",
    }
    assert columns["cdm_fullname"]["one_way"] is True
    assert columns["msdyn_userid"]["not_synced"] == "systemuser"
