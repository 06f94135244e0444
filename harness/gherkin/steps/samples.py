"""Words for the examples of phrases: by kind, in the order in which a phrase has them."""

from collections.abc import Mapping, Sequence
from typing import Final

SAMPLES: Final[Mapping[str, Sequence[str]]] = {
    "answer": ["Yes"],
    "change": ["delete"],
    "column": ["last name"],
    "column_type": ["Choice"],
    "comparison": ["exactly"],
    "count": ["2"],
    "direction": ["ahead"],
    "duration": ["10 minutes"],
    "fault": ['"batch job stuck"', '"unavailable"'],
    "ended_fault": ['"unavailable"'],
    "file": ['"workers.csv"'],
    "environment": ["Dataverse"],
    "in_use": ["cascades"],
    "int": ["1"],
    "job_status": ["Withhold"],
    "key_change": ["free to change"],
    "lateness": ["undone"],
    "moment": ["after"],
    "policy": ["merge fields"],
    "string": ['"Ada"', '"Byron"'],
    "switch": ["on"],
    "table": ["worker"],
    "tracking": ["untracked"],
}
