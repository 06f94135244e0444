"""The rule registry: every behaviour of the simulated integration, with its id, text and status.

The article leaves much open. If we decided, the status is A, and every report that shows the rule
shows the status too. A rule marked *policy* can be changed by a setting.

>>> RULES["R3"].status
'D'
"""

from typing import Final, Literal, NamedTuple

STATUS: Final = {
    "D": "the article says it in so many words",
    "P": "other public product documentation says it",
    "A": "the documents leave it open and we decided",
}
GROUPS: Final = {
    "S": "The switch",
    "L": "Live sync",
    "R": "Reconciling one record",
    "B": "The batch job",
    "C": "Clear tracking information",
    "N": "Sync now",
    "G": "The grid",
    "M": "Data migration",
    "F": "Faults",
}


class Rule(NamedTuple):
    """One rule of the simulated integration."""

    id: str
    status: Literal["D", "P", "A"]
    statement: str
    policy: bool = False

    @property
    def group(self) -> str:
        """The part of the integration that the rule is about."""
        return GROUPS[self.id[0]]


_TABLE: Final = (
    Rule(
        "S1",
        "D",
        "Integration is off by default",
    ),
    Rule(
        "S2",
        "D",
        "While off, users of both environments may create, edit and delete; nothing travels. Each "
        "change is remembered as a missed request",
    ),
    Rule(
        "S3",
        "D",
        "Turning on moves nothing by itself: the backlog waits for the next run of the batch job",
    ),
    Rule(
        "S4",
        "P",
        "The first turning-on creates the batch job, once a day by default (the first run one "
        "interval later; runs by hand and later switching do not shift it, A); turning off leaves "
        "it there. A run while off, by hand too, does nothing and is reported as skipped",
    ),
    Rule(
        "S5",
        "D",
        "When the batch job has completed, all data is available in both environments (what C2 "
        "and C6 hold back after a clear waits for sync now)",
    ),
    Rule(
        "S6",
        "A",
        "Turning on what is on, or off what is off, changes nothing and is no error",
    ),
    Rule(
        "L1",
        "P",
        "A create, edit or delete in HR is in Dataverse at once",
    ),
    Rule(
        "L2",
        "D",
        "A change in Dataverse reaches HR after a delay that can be long. The delay is "
        "configurable; default none (A). Requests are delivered in the order they were made",
    ),
    Rule(
        "L3",
        "A",
        "Delivering a change settles its whole record: what has not travelled on either side is "
        "compared as in R3 (a tie as in R11), so the newest edit wins and any loss is reported. "
        "The record's missed requests are spent with it. So a live edit takes a record along that "
        "waited for the batch job",
    ),
    Rule(
        "L4",
        "P",
        "What the integration writes makes no request: no echo",
    ),
    Rule(
        "L5",
        "A",
        "A request that cannot be delivered (fault, refused by the other side, integration turned "
        "off while it waits) becomes a missed request. Nothing is dropped",
    ),
    Rule(
        "L6",
        "P",
        "A live delete deletes the record in the other environment, and the tracking row stays "
        "with Deleted from Dataverse = Yes. An edit over there that had not travelled is lost "
        "with it and reported (kept: empty); only one made later than the delete, not in the same "
        "second, wins over it, and the record is restored (R13). If it was deleted over there "
        "already, that delete is spent and the row says Yes all the same",
    ),
    Rule(
        "L7",
        "A",
        "A live edit of a record that the other environment deleted meanwhile (while off, or on "
        "its way) restores it there, as R4 and R5, reported as an undone delete",
    ),
    Rule(
        "R1",
        "D",
        "HR there, Dataverse there, tracked: nobody edited: nothing",
    ),
    Rule(
        "R2",
        "D",
        "HR there, Dataverse there, tracked: one side edited: copy that side",
    ),
    Rule(
        "R3",
        "D",
        "HR there, Dataverse there, tracked: both edited: the last edit is copied, the whole "
        "record; the other edit is lost and reported",
    ),
    Rule(
        "R4",
        "D",
        "HR there, Dataverse gone, tracked: restore in Dataverse, same row id, with HR's present "
        "values",
    ),
    Rule(
        "R5",
        "D",
        "HR gone, Dataverse there, tracked: restore in HR, new RecId, with Dataverse's present "
        "values",
    ),
    Rule(
        "R6",
        "A",
        "HR gone, Dataverse gone, tracked or not: when the batch job or sync now comes to it: "
        "drop the tracking row (a tombstone stays), spend both sides' requests",
    ),
    Rule(
        "R7",
        "D",
        "Data loss. A user's change that has not travelled and is overwritten is reported: "
        "environment, record, and for each column the value lost and the value kept. Only touched "
        "columns whose values differ count. What a user edited and then deleted is no loss when "
        "the delete is undone. Both sides having made the same change is no loss, and writes "
        "nothing",
    ),
    Rule(
        "R8",
        "P",
        "HR there, Dataverse there, same natural key, not tracked: link, then as R1 to R3; in a "
        "full sync, where neither side has a request and values differ, the later last edit is "
        "copied (tracked or not)",
    ),
    Rule(
        "R9",
        "D",
        "HR there, Dataverse no such key, not tracked: create in Dataverse, link",
    ),
    Rule(
        "R10",
        "D",
        "HR no such key, Dataverse there, not tracked: create in HR, link",
    ),
    Rule(
        "R11",
        "A",
        "Tie: equal last-edit times: HR wins, and the timeline says it was a tie",
        policy=True,
    ),
    Rule(
        "R12",
        "A",
        "Delete here, edit there, while off: the survivor is restored with its edits (the "
        "article's rule has no time test)",
    ),
    Rule(
        "R13",
        "A",
        "Undone delete. A user's delete that has not travelled and that a restore reverses is "
        "reported",
    ),
    Rule(
        "R14",
        "P",
        "A lookup is translated to the other environment's record. Where the target is not there, "
        "that record fails with a clear reason, stays missed, and the rest goes on. Parents go "
        "before children",
    ),
    Rule(
        "R15",
        "P",
        "Columns that flow one way (dimensiondisplayvalue) stand apart: whenever the record is "
        "settled HR's value goes to Dataverse, whoever wins; Dataverse's value never goes to HR, "
        "and does not count as an edit, a difference or a loss",
    ),
    Rule(
        "R16",
        "A",
        "A column longer, or of another type, than the other side allows: that record fails with "
        "a clear reason and stays missed; never truncated",
    ),
    Rule(
        "R17",
        "A",
        "Deleted and created again with the same natural key before the delete travelled: it is "
        "the same thing. When it travels, its tracking row is pointed at the new record, and it "
        "counts as an edit of the columns given; of an untracked row in Dataverse, as a create "
        "(C5)",
    ),
    Rule(
        "R18",
        "A",
        "The natural key of a record is fixed: an edit of it is refused, in either environment (a "
        "simplification, and said so)",
    ),
    Rule(
        "B1",
        "D",
        "It handles every missed request: each record once, parents' tables first (by depth of "
        "lookups; within a cycle, those that failed are tried once more at the end), then in the "
        "order the requests were first made",
    ),
    Rule(
        "B2",
        "D",
        "Held back, and staying missed: a Dataverse edit or delete of an untracked row (C2), an "
        "HR delete of an untracked record (C6). They move when the other side's create or edit of "
        "the same thing moves (C3, C5), or when both sides are gone (R6), or with sync now",
    ),
    Rule(
        "B3",
        "A",
        "Idempotent: run again with no change between, it changes nothing",
    ),
    Rule(
        "B4",
        "A",
        "It commits record by record: stopped half way, what is done stays done, the rest stays "
        "missed, and the next run finishes",
    ),
    Rule(
        "B5",
        "P",
        "It runs on its schedule as simulated time passes; runs can also be started by hand",
    ),
    Rule(
        "B6",
        "P",
        "A run stuck in Executing blocks further runs until it is cancelled; live sync goes on",
    ),
    Rule(
        "C1",
        "D",
        "For one table: all its tracking rows go; no record changes in either environment",
    ),
    Rule(
        "C2",
        "D",
        "Afterwards an edit or delete of such a row in Dataverse is not synced to HR, neither "
        "live nor by the batch job",
    ),
    Rule(
        "C3",
        "D",
        "Afterwards an edit in HR makes a new tracking row and updates the Dataverse row (found "
        "by natural key; created where there is none)",
    ),
    Rule(
        "C4",
        "A",
        "Linking settles the record as L3 and R3 do: both sides edited, the last edit is copied. "
        "HR's live edit, being the newest, overwrites a Dataverse edit that had been held back, "
        "and the loss is reported",
    ),
    Rule(
        "C5",
        "A",
        "A row created in Dataverse afterwards syncs as any new row does",
    ),
    Rule(
        "C6",
        "A",
        "A delete in HR afterwards does not travel: there is no association to follow; it stays "
        "missed until sync now",
    ),
    Rule(
        "C7",
        "A",
        "Allowed while integration is off",
    ),
    Rule(
        "N1",
        "D",
        "For one table: a full synchronization. First what waits to be delivered for that table "
        "is delivered, then every record of it on either side, and every missed request of it, is "
        "reconciled, tracked or not",
    ),
    Rule(
        "N2",
        "A",
        "While integration is off it is refused with a clear error and nothing changes",
    ),
    Rule(
        "N3",
        "D",
        "It rebuilds tracking after a clear: afterwards every record of the table is tracked and "
        "both sides hold the same",
    ),
    Rule(
        "N4",
        "A",
        "Clear, delete in Dataverse, sync now: the row is back in Dataverse under a new row id, "
        "reported as an undone delete. The same if an edit in HR brings it back (C3)",
    ),
    Rule(
        "N5",
        "A",
        "Clear, delete in HR, sync now: the record is back in HR, reported as an undone delete",
    ),
    Rule(
        "N6",
        "A",
        "Clear, edit in Dataverse, sync now: the edit reaches HR",
    ),
    Rule(
        "N7",
        "A",
        "Other tables are not touched",
    ),
    Rule(
        "G1",
        "D",
        "Five columns: Dataverse table, Dataverse table reference (row id), Human Resources "
        "entity name, Human Resources reference (RecId), Deleted from Dataverse (Yes/No)",
    ),
    Rule(
        "G2",
        "D",
        "Rows of one selected table; only tables that support custom fields can be selected, for "
        "the grid, for clearing and for sync now (else refused). Others still sync",
    ),
    Rule(
        "G3",
        "D",
        "The entity name is the HR entity that last synced data to Dataverse. A table may be fed "
        "by several entities, with the Dataverse prefix or another: a change in HR may say which "
        "one it goes through (the latest counts), else it is the table's own. A row that came "
        "from Dataverse shows the table's own until HR has synced (A)",
    ),
    Rule(
        "G4",
        "A",
        "Deleted from Dataverse becomes Yes when a live delete of either side removed the row, "
        "and No again when the row is restored",
    ),
    Rule(
        "M1",
        "D",
        "An import (Data Management Framework) creates or edits records by natural key and may be "
        "repeated until the data is right; a record that is the same already is no edit",
    ),
    Rule(
        "M2",
        "D",
        "It takes simulated time: by default 1.5 s a record with integration off and 6 s with it "
        "on, so that 2000 workers take less than an hour off and several hours on. The article "
        "calls its figures an illustration; ours are configurable and say so",
    ),
    Rule(
        "F1",
        "A",
        "An environment unavailable, for a time or until the faults are over: no request to it "
        "arrives. What the integration was to write fails before it was applied (L5)",
    ),
    Rule(
        "F2",
        "A",
        "The nth request to an environment fails, once or each from then on until the faults are "
        "over; a request is what the integration writes there. Before it was applied: nothing of "
        "the record is written on either side, it stays missed. After: all is done and only the "
        "answer is lost, so the record stays missed, as an edit that touches no column, a live "
        "delete as a delete, and doing it again does nothing; a delete that was carried out is no "
        "undone delete when the thing is made again",
    ),
    Rule(
        "F3",
        "A",
        "Deliveries from an environment delayed, beyond L2: each, until the faults are over, or "
        "the nth, which later ones overtake; by a time, or until the faults are over. Further "
        "changes of that record join the one that waits",
    ),
    Rule(
        "F4",
        "A",
        "A delivery that comes again is recognised by the change it carries, and nothing is done "
        "a second time",
    ),
    Rule(
        "F5",
        "A",
        "An environment's clock ahead or behind: its edits and deletes bear the times of that "
        "clock, and they decide who is last. The schedule goes by the true time",
    ),
    Rule(
        "F6",
        "A",
        "When the faults are over, those that did not strike are over too, and deliveries that "
        "waited for that go in the order in which they began to wait; with integration on, once "
        "the batch job has run to its end, S5 holds and every loss was reported",
    ),
)

RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _TABLE}
