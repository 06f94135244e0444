"""`harness schema`: the JSON Schema of scenario files, for editors."""

import click

from harness.cli.parameters import output_option, plugin_here_option
from harness.domain.catalog import standard_catalog
from harness.reports.output import Output
from harness.scenarios.json_schema import schema


@click.command
@plugin_here_option
@output_option
def run(output: Output) -> None:
    """Print the schema, or write it to a file."""
    output.write_json(schema(standard_catalog()))
