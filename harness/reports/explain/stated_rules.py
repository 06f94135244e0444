"""Rules as an explanation states them: with the settings that stand in their place."""

from harness.domain.policies import POLICIES
from harness.domain.rule_marks import standing_in
from harness.domain.rules import RULES
from harness.domain.settings import Settings


def stated(name: str, settings: Settings, table: str) -> str:
    """A rule's statement, and the settings of the record that are not the default."""
    text = f"{RULES[name].statement}."
    for setting in filter(None, standing_in(name, settings, table).split(", ")):
        text += f" Here the setting {setting} stands in its place"
        policy = POLICIES.get(setting.partition("=")[2]) if name == "R3" else None
        text += f": {policy.description}." if policy else "."
    if name == "R11":
        for setting in filter(None, standing_in("R3", settings, table).split(", ")):
            if POLICIES[setting.partition("=")[2]].decide is not None:
                text += f" Here {setting} leaves open which side wins: a tie, too."
    return text
