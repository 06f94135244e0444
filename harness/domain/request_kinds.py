"""Request coalescing: what several changes of a record that have not travelled come to.

Create then edit is a create; edit then delete is a delete and touches no column; delete then create
is an edit, because it is the same record (R17); create then delete is nothing.

>>> COALESCE[CREATE, "edited"], COALESCE[EDIT, "deleted"], COALESCE[CREATE, "deleted"]
('create', 'delete', None)
"""

from collections.abc import Sequence
from typing import Final, Literal

from harness.domain.environments import DATAVERSE, HR, Environment

Change = Literal["created", "edited", "deleted"]
RequestKind = Literal["create", "edit", "delete", "recreate", "unacked delete"]
ShownKind = Literal["create", "edit", "delete"]

CREATE: Final = "create"
EDIT: Final = "edit"
DELETE: Final = "delete"
RECREATE: Final = "recreate"  # R17: an edit, but of an untracked row in Dataverse a create (C5)
UNACKED_DELETE: Final = "unacked delete"  # F2: it was applied, and its acknowledgement was lost

_SHOWN: Final[dict[RequestKind, ShownKind]] = {
    CREATE: CREATE,
    EDIT: EDIT,
    DELETE: DELETE,
    RECREATE: EDIT,
    UNACKED_DELETE: DELETE,
}

# (the request so far, the user's change) -> the new request; the tests assert that it is total.
# An impossible pair (editing what is gone) has no row: it is refused before. What exists is created
# if nobody noticed its delete (F7): then it is the same thing (R17), as after a delete that was
# noticed. What waits for an edit is gone by the integration's delete, whose answer was lost (F2).
COALESCE: Final[dict[tuple[RequestKind | None, Change], RequestKind | None]] = {
    (None, "created"): CREATE,
    (None, "edited"): EDIT,
    (None, "deleted"): DELETE,
    (CREATE, "edited"): CREATE,
    (CREATE, "deleted"): None,
    (CREATE, "created"): CREATE,
    (EDIT, "edited"): EDIT,
    (EDIT, "deleted"): DELETE,
    (EDIT, "created"): CREATE,
    (DELETE, "created"): RECREATE,
    (RECREATE, "edited"): RECREATE,
    (RECREATE, "deleted"): DELETE,
    (RECREATE, "created"): RECREATE,
    (UNACKED_DELETE, "created"): CREATE,
}


# the requests of an untracked record that move by themselves (C2, C3, C5, C6)
MOVES_UNTRACKED: Final[frozenset[tuple[RequestKind, Environment]]] = frozenset(
    {(CREATE, HR), (CREATE, DATAVERSE), (RECREATE, HR), (RECREATE, DATAVERSE), (EDIT, HR)}
)


def shown_kind(kind: RequestKind) -> ShownKind:
    """The kind as reports show it: create, edit or delete."""
    return _SHOWN[kind]


def touched_columns(names: Sequence[str], touched: int) -> tuple[str, ...]:
    """The names of the columns whose bit is set, in the table's order."""
    return tuple(name for place, name in enumerate(names) if touched >> place & 1)
