"""`harness schema`: the JSON Schema of scenario files, for editors."""

import argparse
import json

from harness.edges.cli import PASSED
from harness.edges.output import Output
from harness.histories.schema import schema
from harness.values.catalog import standard_catalog


def run(given: argparse.Namespace) -> int:
    """Print the schema, or write it to a file."""
    output = Output(given.output)
    output.write(json.dumps(schema(standard_catalog()), indent=1, ensure_ascii=False))
    output.close()
    return PASSED
