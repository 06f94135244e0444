"""Rules as an explanation states them: with the settings that stand in their place."""

from harness.domain.policies import POLICIES
from harness.domain.rules import RULES
from harness.domain.settings import Settings


def stated(name: str, settings: Settings, table: str) -> str:
    """A rule's statement, and the policies of the record that are not the default."""
    text = f"{RULES[name].statement}."
    single = dict(settings.conflict_for)
    policies = {"": single.pop(table, settings.conflict)}
    policies |= {of: its for of, its in single.items() if of.startswith(f"{table}.")}
    for of, policy in policies.items():
        its = f"{of}: {policy}" if of else policy
        if name == "R3" and policy != Settings().conflict:
            text += f" Here the setting conflict={its} stands in its place: "
            text += f"{POLICIES[policy].description}."
        if name == "R11" and POLICIES[policy].decide is not None:
            text += f" Here conflict={its} leaves open which side wins: a tie, too."
    if name == "R11" and settings.tie != Settings().tie:
        text += f" Here the setting tie={settings.tie} stands in its place."
    return text
