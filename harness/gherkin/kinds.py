"""The kinds of words that phrases take in braces, as Cucumber's parameter types.

Editors read these calls too: names and regular expressions are literals, each in one, without a
backslash.
"""

from typing import Final

from cucumber_expressions.parameter_type import ParameterType

from harness.domain.environments import ENVIRONMENT_OF
from harness.domain.faults import fault_of_words
from harness.domain.policies import policy_of_words
from harness.gherkin.durations import duration_of
from harness.gherkin.wrong_words import blaming
from harness.scenarios.foresight import VERBS

OUTCOME_OF: Final = {verb: kind for kind, verb in VERBS.items()}


def run_of_words(text: str) -> str:
    """The words of the table that sync now is of; '' for the batch job.

    >>> run_of_words("sync now of the worker table"), run_of_words("the next batch run")
    ('worker', '')
    """
    return text.removeprefix("sync now of the ").removesuffix(" table") if "sync" in text else ""


# that of `policy` takes any words, as a policy may be plugged in
OWN_KINDS: Final = (
    ParameterType(
        name="environment",
        regexp="Human Resources|HR|Dataverse",
        type=str,
        transformer=ENVIRONMENT_OF.__getitem__,
    ),
    ParameterType(name="switch", regexp="on|off", type=bool, transformer=lambda text: text == "on"),
    ParameterType(
        name="answer", regexp="Yes|No", type=bool, transformer=lambda text: text == "Yes"
    ),
    ParameterType(
        name="tracking",
        regexp="tracked|untracked",
        type=bool,
        transformer=lambda text: text == "tracked",
        use_for_snippets=False,
    ),
    ParameterType(
        name="job_status",
        regexp="Waiting|Withhold",
        type=str,
        transformer=str.lower,
        use_for_snippets=False,
    ),
    ParameterType(
        name="count",
        regexp="[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|no",
        type=int,
        transformer=lambda text: 0 if text == "no" else int(text.replace(",", "")),
        use_for_snippets=False,
    ),
    ParameterType(
        name="column_type",
        regexp="Text|Email|Phone|URL|Choice|Yes/No|Integer|Decimal|Currency|Date|DateTime",
        type=str,
        use_for_snippets=False,
    ),
    ParameterType(  # a text, of which the checks know that it names a file
        name="file",
        regexp='"[^"]+"',
        type=str,
        transformer=lambda text: text[1:-1],
        use_for_snippets=False,
    ),
    ParameterType(  # nothing, or the words of a table: what sync now is of
        name="run",
        regexp="the next batch run|the batch job|sync now of the [A-Za-z][A-Za-z0-9_ ]* table",
        type=str,
        transformer=run_of_words,
        use_for_snippets=False,
    ),
    ParameterType(
        name="effect",
        regexp="create|edit|restore|delete|lose|link|settle|fail at|hold back",
        type=str,
        transformer=OUTCOME_OF.__getitem__,
        use_for_snippets=False,
    ),
    ParameterType(
        name="effect_on",
        regexp="create|edit|restore|delete|lose a change of|link|settle|fail at|hold back",
        type=str,
        transformer=lambda text: OUTCOME_OF[text.removesuffix(" a change of")],
        use_for_snippets=False,
    ),
    ParameterType(name="change", regexp="create|edit|delete", type=str, use_for_snippets=False),
    ParameterType(
        name="lateness",
        regexp="carried out|undone",
        type=str,
        transformer=lambda text: text.replace(" ", "_"),
        use_for_snippets=False,
    ),
    ParameterType(
        name="in_use",
        regexp="is refused|cascades",
        type=str,
        transformer=lambda text: "cascade" if text == "cascades" else "refused",
        use_for_snippets=False,
    ),
    ParameterType(
        name="key_change",
        regexp="fixed|free to change",
        type=str,
        transformer=lambda text: "fixed" if text == "fixed" else "identity_changes",
        use_for_snippets=False,
    ),
    ParameterType(
        name="comparison",
        regexp="exactly|without regard to case and blanks",
        type=str,
        transformer=lambda text: "exact" if text == "exactly" else "folded",
        use_for_snippets=False,
    ),
    ParameterType(
        name="policy",
        regexp="[A-Za-z][A-Za-z0-9_ ]*",
        type=str,
        transformer=blaming(policy_of_words),
        use_for_snippets=False,
    ),
    ParameterType(
        name="fault",
        regexp='"[^"]+"',
        type=str,
        transformer=blaming(lambda text: fault_of_words(text[1:-1])),
        use_for_snippets=False,
    ),
    ParameterType(  # it needs no keys, as one that begins may
        name="ended_fault",
        regexp='"[^"]+"',
        type=str,
        transformer=blaming(lambda text: fault_of_words(text[1:-1])),
        use_for_snippets=False,
    ),
    ParameterType(
        name="duration",
        regexp="(?:[0-9]+(?:[.][0-9]+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:second|minute|hour|day|week)s?(?: and (?:[0-9]+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:second|minute|hour|day|week)s?)*",  # noqa: E501
        type=int,
        transformer=duration_of,
    ),
    ParameterType(
        name="moment",
        regexp="before|after",
        type=bool,
        transformer=lambda text: text == "after",
    ),
    ParameterType(
        name="direction",
        regexp="ahead|behind",
        type=bool,
        transformer=lambda text: text == "ahead",
    ),
    ParameterType(name="table", regexp="[A-Za-z][A-Za-z0-9_ ]*", type=str, use_for_snippets=False),
    ParameterType(name="column", regexp="[A-Za-z][A-Za-z0-9_ ]*", type=str, use_for_snippets=False),
)
