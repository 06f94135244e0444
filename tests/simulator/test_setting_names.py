"""Settings that name tables, columns and policies: no simulation begins with an unknown one."""

import pytest

from harness.domain.catalog import standard_catalog
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.simulator.engine import Engine


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(conflict={"cdm_wroker": "hr_wins"}), "did you mean cdm_worker?"),
        (Settings(conflict={"cdm_worker.cdm_x": "hr_wins"}), "cdm_worker has no column 'cdm_x'"),
        (Settings(conflict={"cdm_worker": "hr_win"}), "did you mean hr_wins?"),
        (Settings(not_listened={"hr": ["cdm_worker.cdm_x"]}), "cdm_worker has no column 'cdm_x'"),
        (
            Settings(not_listened={"hr": ["cdm_worker.cdm_source"]}),
            r"cdm_worker.cdm_source exists in Dataverse only \(V3\)",
        ),
        (Settings(one_way=["cdm_compny"]), "did you mean cdm_company?"),
        (Settings(one_way=["cdm_worker.cdm_source"]), "exists in Dataverse only"),
    ],
)
def test_an_unknown_name_is_named(settings, message):
    with pytest.raises(BadInput, match=message):
        Engine(settings)


def test_what_the_catalog_has_is_taken():
    settings = Settings(
        conflict={"default": "hr_wins", "cdm_worker": "merge_fields", "own.note": "hr_wins"},
        not_listened={"hr": ["own.note"], "dataverse": ["cdm_worker.cdm_source"]},
        one_way=["own", "cdm_worker.cdm_knownas"],
    )
    own = {"own": {"columns": {"name": "Text", "note": "Text"}, "natural_key": ["name"]}}
    assert not Engine(settings, standard_catalog().extended(own)).world.on
    with pytest.raises(BadInput, match="no table 'own'"):
        Engine(settings)
