"""Why a record is as it is at the end: the events and rules that led to each value.

An explanation is sections of chains of links; a link is one event of the journal in words, with the
step it belongs to and the rules that decided it. `harness explain` prints it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from harness.parts.things import Thing
from harness.readers.findings import readable
from harness.readers.lines import ALARMS, StepDone
from harness.readers.record_history import Entry, RecordHistory
from harness.readers.record_words import RecordWords, quoted
from harness.values.catalog import CatalogError
from harness.values.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR
from harness.values.errors import BadInput
from harness.values.records import Scalar, at, row_id_text
from harness.values.suggest import did_you_mean
from harness.values.times import format_instant
from harness.world.simulator import Simulator
