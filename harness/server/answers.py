"""Answers in JSON, and the errors that end a request: `{"error": {"code", "message"}}`."""

from typing import Any

from msgspec import json
from starlette.responses import Response

from harness.domain.errors import BadInput, Problems

Plain = dict[str, Any]  # what an answer holds


def answer(found: Any, status: int = 200) -> Response:
    """Plain values as JSON."""
    return Response(json.encode(found), status, media_type="application/json")


def error(status: int, code: str, message: str) -> Response:
    """An error: a code for programs and a message for people."""
    return answer({"error": {"code": code, "message": message}}, status)


def message_of(wrong: BadInput) -> str:
    """What is wrong, a line each; where there are several steps, with the number of the step."""
    if not isinstance(wrong, Problems):
        return str(wrong)
    several = any(it.line > 1 for it in wrong.problems)
    return "\n".join(
        f"{it.file} {it.line}: {it.message}" if several else it.message for it in wrong.problems
    )


class AskedWrongly(Exception):
    """What was asked for cannot be answered: the status, a code and a message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
