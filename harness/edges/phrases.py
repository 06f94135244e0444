"""The vocabulary as the command line reads it; it needs the `bdd` extra."""

from typing import Any

from harness.values.errors import BadInput


def vocabulary() -> Any:
    """The module of the vocabulary, with every phrase of ours loaded."""
    try:
        import harness.edges.steps  # noqa: F401  (its steps are what fills the vocabulary)
        from harness.edges import vocabulary as found
    except ModuleNotFoundError as error:
        raise BadInput(
            f"Gherkin needs {error.name}, which is not installed: "
            'pip install "dataverse-sync-harness[bdd]"'
        ) from None
    return found
