"""`harness schema`: the JSON Schema of scenario files, for editors."""

import argparse
import json

from harness.cli.main import PASSED
from harness.domain.catalog import standard_catalog
from harness.reports.output import Output
from harness.scenarios.json_schema import schema


def run(given: argparse.Namespace) -> int:
    """Print the schema, or write it to a file."""
    output = Output(given.output)
    output.write(json.dumps(schema(standard_catalog()), indent=1, ensure_ascii=False))
    output.close()
    return PASSED
