"""Words for the examples of phrases: by kind, in the order in which a phrase has them."""

from collections.abc import Mapping, Sequence
from typing import Final

SAMPLES: Final[Mapping[str, Sequence[str]]] = {
    "answer": ["Yes"],
    "column": ["last name"],
    "direction": ["ahead"],
    "duration": ["10 minutes"],
    "fault": ['"batch job stuck"', '"unavailable"'],
    "environment": ["Dataverse"],
    "int": ["1"],
    "moment": ["after"],
    "policy": ["merge fields"],
    "string": ['"Ada"', '"Byron"'],
    "switch": ["on"],
    "table": ["worker"],
}
