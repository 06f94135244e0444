"""Writing an explanation to the width of the output, in colour on a terminal."""

from harness.cli.tables import prose, title
from harness.reports.explain.explanation import RecordExplanation
from harness.reports.explain.text import explanation_lines
from harness.reports.output import Output


def write_explanation(output: Output, explanation: RecordExplanation) -> None:
    """Write it, line by line."""
    for line in explanation_lines(explanation):
        if line.heading:
            title(output, line.text)
        elif line.text:
            prose(output, line.text, line.rest, line.first, line.alarm)
        else:
            output.write("")
