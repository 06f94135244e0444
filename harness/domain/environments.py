"""The two environments: Human Resources and Dataverse.

>>> other(HR)
'dataverse'
>>> ENVIRONMENT_NAMES[DATAVERSE]
'Dataverse'
>>> ENVIRONMENT_OF["Human Resources"]
'hr'
"""

from typing import Final, Literal

Environment = Literal["hr", "dataverse"]
# an environment as commands and settings take it; a key of ENVIRONMENT_OF
EnvironmentName = Literal["hr", "dataverse", "HR", "Human Resources", "Dataverse"]

HR: Final = "hr"
DATAVERSE: Final = "dataverse"
ENVIRONMENTS: Final[tuple[Environment, Environment]] = (HR, DATAVERSE)
ENVIRONMENT_NAMES: Final[dict[Environment, str]] = {
    HR: "Human Resources",
    DATAVERSE: "Dataverse",
}
ENVIRONMENT_OF: Final[dict[str, Environment]] = {
    **{environment: environment for environment in ENVIRONMENTS},
    "HR": HR,
    **{name: environment for environment, name in ENVIRONMENT_NAMES.items()},
}


def other(environment: Environment) -> Environment:
    """The environment on the other side of the integration."""
    return DATAVERSE if environment == HR else HR
