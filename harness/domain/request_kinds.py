"""A request: the net of a record's changes that have not travelled yet, decided by one table.

Create then edit is a create; edit then delete is a delete and touches no column; delete then create
again is the same thing, an edit (R17); create then delete is nothing, at once.

>>> COALESCE[CREATE, "edited"], COALESCE[EDIT, "deleted"], COALESCE[CREATE, "deleted"]
('create', 'delete', None)
"""

from typing import Final, Literal

from harness.domain.environments import HR, Environment

Change = Literal["created", "edited", "deleted"]
RequestKind = Literal["create", "edit", "delete", "recreate", "unacked delete"]

CREATE: Final = "create"
EDIT: Final = "edit"
DELETE: Final = "delete"
RECREATE: Final = "recreate"  # R17: an edit, but of an untracked row in Dataverse a create (C5)
UNACKED_DELETE: Final = "unacked delete"  # F2: a delete that was done over there, and went unheard

# (what waits already, what the user does now) -> what has to travel; asserted total in the tests.
# A pair that cannot be (creating what is there, editing what is gone) has no row: it is refused.
COALESCE: Final[dict[tuple[RequestKind | None, Change], RequestKind | None]] = {
    (None, "created"): CREATE,
    (None, "edited"): EDIT,
    (None, "deleted"): DELETE,
    (CREATE, "edited"): CREATE,
    (CREATE, "deleted"): None,
    (EDIT, "edited"): EDIT,
    (EDIT, "deleted"): DELETE,
    (DELETE, "created"): RECREATE,
    (RECREATE, "edited"): RECREATE,
    (RECREATE, "deleted"): DELETE,
    (UNACKED_DELETE, "created"): CREATE,
}


def moves_untracked(kind: RequestKind, environment: Environment) -> bool:
    """Whether a request of an untracked thing moves by itself (C2, C3, C5, C6)."""
    return kind in (CREATE, RECREATE) or (kind == EDIT and environment == HR)


def shown_kind(kind: RequestKind) -> str:
    """The kind as people know it: create, edit or delete."""
    return {RECREATE: "edit", UNACKED_DELETE: "delete"}.get(kind, kind)


def touched_columns(names: tuple[str, ...], touched: int) -> tuple[str, ...]:
    """The names of the columns whose bit is set, in the table's order."""
    return tuple(name for place, name in enumerate(names) if touched >> place & 1)
