"""The two environments: Human Resources and Dataverse.

>>> other(HR)
'dataverse'
>>> ENVIRONMENT_NAMES[DATAVERSE]
'Dataverse'
"""

from typing import Final, Literal

Environment = Literal["hr", "dataverse"]

HR: Final = "hr"
DATAVERSE: Final = "dataverse"
ENVIRONMENTS: Final[tuple[Environment, Environment]] = (HR, DATAVERSE)
ENVIRONMENT_NAMES: Final[dict[Environment, str]] = {
    HR: "Human Resources",
    DATAVERSE: "Dataverse",
}


def other(environment: Environment) -> Environment:
    """The environment on the other side of the integration."""
    return DATAVERSE if environment == HR else HR
