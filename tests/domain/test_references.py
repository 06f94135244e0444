"""References as text: a RecId of Human Resources, a row id of Dataverse."""

import pytest

from harness.domain.records import FIRST_REC_ID, reference_number, reference_text, row_id


@pytest.mark.parametrize(
    ("environment", "reference"),
    [
        ("hr", FIRST_REC_ID),
        ("hr", 2**63 - 1),
        ("dataverse", row_id(0, 0)),
        ("dataverse", 1),
        ("dataverse", 2**128 - 1),
    ],
)
def test_a_reference_is_read_as_it_was_written(environment, reference):
    assert reference_number(environment, reference_text(environment, reference)) == reference


def test_a_row_id_is_read_in_capitals_too():
    text = reference_text("dataverse", row_id(0, 0))
    assert reference_number("dataverse", text.upper()) == row_id(0, 0)


@pytest.mark.parametrize(
    ("environment", "text", "says"),
    [
        ("hr", "ada", "'ada' is not a RecId, a whole number such as 5637144576"),
        ("hr", "12", "12 is not a RecId: they go from 5637144576 to 9223372036854775807"),
        ("hr", "9223372036854775808", "is not a RecId: they go from"),
        ("hr", "٥637144576", "is not a RecId, a whole number"),
        ("dataverse", "5637144576", "'5637144576' is not a row id, a GUID such as "),
        ("dataverse", "00000000-0000-0000-0000-000000000000", "it is no row's"),
    ],
)
def test_what_is_no_reference_of_the_environment_is_answered_with_one(environment, text, says):
    with pytest.raises(ValueError, match=says):
        reference_number(environment, text)
