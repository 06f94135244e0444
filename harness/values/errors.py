"""What can go wrong, as the people who meet it know it.

A refusal is part of the simulation: the simulated system said no, the journal has it, and the
scenario goes on. A bad input is not: nothing was run, and the message says where and what instead.
"""


class Refused(Exception):
    """The simulated system refuses a command; the text is the reason, `rule` the id behind it."""

    def __init__(self, reason: str, rule: str | None = None) -> None:
        super().__init__(reason)
        self.rule = rule


class BadInput(Exception):
    """A file, argument or command that cannot be used; the text is all that a person sees."""
