"""What can go wrong, as the people who meet it know it.

A refusal is part of the simulation: the simulated system said no, the journal has it, and the
scenario goes on. A bad input is not: nothing was run, and the message says where and what instead.
"""

# The simulated system refuses a command: the reason, in words that a scenario can expect; the rule
# behind it; the journal entry that led to it. Returned, and a bare tuple, because random histories
# are full of refusals, and to raise one costs more than most commands do.
Refusal = tuple[str, str | None, int | None]


class Refused(Exception):
    """Raised with the reason where a value is found wrong, in the middle of a command."""


class BadInput(Exception):
    """A file, argument or command that cannot be used; the text is all that a person sees."""
