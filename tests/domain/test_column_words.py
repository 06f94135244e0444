"""The words of columns: people read them, and Gherkin reads them back as the same columns."""

import pytest

from harness.domain.catalog import standard_catalog
from harness.domain.column_words import column_words, words_of
from harness.gherkin import names
from harness.gherkin.names import column_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cdm_lastname", "last name"),
        ("cdm_primaryemailaddress", "primary email address"),
        ("cdm_emailaddress2", "email address 2"),
        ("cdm_leverage100percent", "leverage 100 percent"),
        ("cdm_stateorprovince", "state or province"),
        ("new_badge", "badge"),
        ("contoso_steel_toe_caps", "steel toe caps"),
        ("new_größe", "größe"),
        ("new_b2b_name", "b2b name"),
        ("transactioncurrencyid", "transaction currency id"),
    ],
)
def test_a_logical_name_is_parted_into_words(name: str, words: str) -> None:
    assert words_of(name) == words


def test_gherkin_reads_the_words_of_every_column_back_as_that_column() -> None:
    for table in standard_catalog().values():
        words = column_words(table)
        assert [column_of(table, its) for its in words] == list(table.columns)


def test_features_are_written_in_the_words_that_people_read() -> None:
    for table in standard_catalog().values():
        written = [names.column_words(table, column) for column in table.columns]
        assert written == list(column_words(table))


def test_a_lookup_has_no_id_at_its_end_and_another_column_keeps_it() -> None:
    job = standard_catalog()["cdm_jobposition"]
    assert column_words(job)[job.index["cdm_jobid"]] == "job"
    assert words_of("cdm_jobid") == "job id"


def test_columns_that_would_read_alike_keep_their_names() -> None:
    worker = standard_catalog().extended(
        {"cdm_worker": {"columns": {"new_last_name": {"type": "Text"}}}}
    )["cdm_worker"]
    words = column_words(worker)
    assert words[worker.index["cdm_lastname"]] == "cdm_lastname"
    assert words[worker.index["new_last_name"]] == "new_last_name"
