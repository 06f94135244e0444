"""The steps: every phrase that features may use, each one command or one expectation.

`harness steps` lists them. Steps name a record by table and name, `the worker "Ada"`, which a
record of another table may have too; a table by its display name or its logical name; a column by
friendly words, `last name` for `cdm_lastname`. Missing columns of a natural key are filled in from
the record's name.
"""

from types import ModuleType
from typing import Final

# phrases are listed in the order in which these modules register them
# isort: off
from harness.gherkin.steps import settings
from harness.gherkin.steps import given
from harness.gherkin.steps import when
from harness.gherkin.steps import imports
from harness.gherkin.steps import administration
from harness.gherkin.steps import outages
from harness.gherkin.steps import faults
from harness.gherkin.steps import then
from harness.gherkin.steps import reported
from harness.gherkin.steps import foresight
# isort: on

MODULES: Final[tuple[ModuleType, ...]] = (
    settings,
    given,
    when,
    imports,
    administration,
    outages,
    faults,
    then,
    reported,
    foresight,
)
