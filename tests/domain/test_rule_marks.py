"""Which settings stand in the place of a rule: every one that a rule names, but for numbers."""

import pytest

from harness.domain.rule_marks import standing_in
from harness.domain.rules import RULES
from harness.domain.settings import Settings

CHOSEN = {
    "V2": ({"keys": "exact"}, "keys=exact"),
    "L8": ({"not_listened": {"hr": ["cdm_worker.cdm_knownas"]}}, None),
    "L9": ({"late_delete": "undone"}, "late_delete=undone"),
    "R3": ({"conflict": "merge_fields"}, "conflict=merge_fields"),
    "R11": ({"tie": "dataverse"}, "tie=dataverse"),
    "R15": ({"one_way": ["cdm_worker.cdm_knownas"]}, "one_way=cdm_worker.cdm_knownas"),
    "R18": ({"natural_key": "identity_changes"}, "natural_key=identity_changes"),
    "R19": ({"delete_in_use": {"hr": "cascade"}}, "delete_in_use.hr=cascade"),
    "B5": ({"clock": "nightly"}, "clock=nightly"),
}
NUMBERS = {
    "batch_job_every": "12h",
    "dataverse_to_hr_delay": "10m",
    "batch_job_per_record": "2s",
    "import_off": "1s",
    "import_on": "1s",
}


def test_every_rule_that_names_a_setting_is_here_but_for_numbers():
    named = {rule.id for rule in RULES.values() if rule.settings}
    numbers = {"S4", "L2", "B8", "M2"}  # "by default" and "configurable" are the rule's own words
    assert named - set(CHOSEN) == numbers
    assert all(standing_in(rule, Settings(**NUMBERS)) == "" for rule in RULES)


@pytest.mark.parametrize("rule", CHOSEN)
def test_a_setting_that_is_not_the_default_stands_in_the_place_of_its_rule_alone(rule):
    arguments, says = CHOSEN[rule]
    says = says or "not_listened.hr=cdm_worker.cdm_knownas"
    found = {it: standing_in(it, Settings(**arguments), "cdm_worker", "hr") for it in RULES}
    assert {it: setting for it, setting in found.items() if setting} == {rule: says}
    assert standing_in(rule, Settings()) == ""


@pytest.mark.parametrize(
    ("conflict", "table", "says"),
    [
        ({"cdm_worker": "hr_wins"}, "cdm_worker", "conflict.cdm_worker=hr_wins"),
        ({"cdm_worker": "hr_wins"}, "cdm_job", ""),
        ({"cdm_worker": "hr_wins"}, None, "conflict.cdm_worker=hr_wins"),
        ({"default": "hr_wins", "cdm_job": "last_edit_wins"}, "cdm_job", ""),
        ({"default": "hr_wins", "cdm_job": "last_edit_wins"}, "cdm_worker", "conflict=hr_wins"),
        # the column goes its own way, so not the whole record is copied
        ({"cdm_job.x": "last_edit_wins"}, "cdm_job", "conflict.cdm_job.x=last_edit_wins"),
        ({"cdm_job.x": "hr_wins"}, "cdm_worker", ""),
    ],
)  # fmt: skip
def test_a_policy_stands_in_the_place_of_the_rule_where_it_decides(conflict, table, says):
    assert standing_in("R3", Settings(conflict=conflict), table) == says


def test_what_is_chosen_for_one_environment_holds_there_only():
    deaf = {"dataverse": ["cdm_job.cdm_name"]}
    its = Settings(delete_in_use={"hr": "cascade"}, not_listened=deaf)
    assert standing_in("R19", its, "cdm_job", "dataverse") == ""
    assert standing_in("L8", its, "cdm_job", "hr") == ""
    assert standing_in("L8", its, "cdm_worker", "dataverse") == ""
    assert standing_in("L8", its, "cdm_job", "dataverse") != ""
