"""Mutants: integrations with one rule broken, each a subclass at the seam that every plug-in uses.

A test suite that passes under a mutant does not test the rule that the mutant breaks. A mutant's
name and description are those of its class.

>>> from harness.domain.request_kinds import COALESCE, CREATE
>>> class AnEditIsACreate(Mutation):
...     'An edit counts as a create.'
...     breaks = "S2"
...     COALESCE = {**COALESCE, (None, "edited"): CREATE}
>>> mutant = mutant_of(AnEditIsACreate)
>>> mutant[:3]
('an-edit-is-a-create', 'S2', 'an edit counts as a create')
>>> from harness.simulator.engine import Engine
>>> with mutant.active():
...     type(Engine().integration).__name__
'AnEditIsACreate'
"""

import re
from contextlib import AbstractContextManager
from typing import ClassVar, NamedTuple

from harness.simulator.integration.integration import Integration, in_force


class Mutation(Integration):
    """An integration with one rule broken: `breaks` is the rule, the docstring says how."""

    breaks: ClassVar[str]


class Mutant(NamedTuple):
    """One broken integration: its name, the rule it breaks, and what it does, in a plain line."""

    name: str
    rule: str
    description: str
    integration: type[Mutation]

    def active(self) -> AbstractContextManager[None]:
        """Inside the block every new simulation has this integration."""
        return in_force(self.integration)


def mutant_of(integration: type[Mutation]) -> Mutant:
    """The mutant of a class: `OlderEditWins` is `older-edit-wins`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", integration.__name__).lower()
    sentence = (integration.__doc__ or "").rstrip(".")
    if not sentence.startswith(("HR", "Dataverse")):
        sentence = sentence[:1].lower() + sentence[1:]
    return Mutant(name, integration.breaks, sentence, integration)
