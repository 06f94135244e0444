"""What can go wrong, as the people who meet it know it.

A refusal is part of the simulation: the simulated system said no, the journal has it, and the
scenario goes on. A bad input is not: nothing was run, and the message says where and what instead.
"""


class Refused(Exception):
    """The simulated system refuses a command: why, the rule behind it, the entry that led to it."""

    @property
    def reason(self) -> str:
        """Why, in words that a scenario can expect."""
        return str(self.args[0])

    @property
    def rule(self) -> str | None:
        """The second argument, where one was given."""
        return self.args[1] if len(self.args) > 1 else None

    @property
    def cause(self) -> int | None:
        """The third argument, where one was given: a journal entry."""
        return self.args[2] if len(self.args) > 2 else None

    def __str__(self) -> str:
        return self.reason


class BadInput(Exception):
    """A file, argument or command that cannot be used; the text is all that a person sees."""
