"""What is meant, where a name is unknown."""

import pytest

import harness as h
from harness.domain.suggestions import did_you_mean

NFC, NFD = "é", "e\u0301"


def test_a_name_that_looks_the_same_is_told_by_its_characters():
    twin = r"It looks the same and is written otherwise: '\xe9', not 'e\u0301'"
    assert did_you_mean(NFD, [NFC, "e"]) == f", did you mean {NFC}? {twin}"
    assert "looks the same" not in did_you_mean("cafè", ["café"])
    assert did_you_mean("éé", []) == ""


@pytest.mark.parametrize(
    "text",
    [
        (
            f"scenario: x\ngiven:\n  records:\n    {NFC}: {{table: cdm_worker, values: "
            f'{{cdm_workernumber: "1"}}}}\nsteps:\n  - delete: {{in: hr, record: {NFD}}}\n'
        ),
        (
            f'Feature: F\n  Scenario: S\n    Given the worker "{NFC}" exists in both environments\n'
            f'    When the worker "{NFD}" is deleted from Dataverse\n'
        ),
    ],
)
def test_so_are_the_records_of_files(text):
    with pytest.raises(h.BadInput, match="It looks the same and is written otherwise"):
        h.loads(text, "x.feature" if text.startswith("Feature") else "x.yaml")
