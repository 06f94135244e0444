"""The rule registry: every behaviour of the simulated integration, with its id, text and status.

The article leaves much open. If we decided, the status is A, and every output that names the rule
says so: `mark` is the status in short. A letter in brackets in a statement is the status of that
part of it. A rule marked *policy* can be changed by a setting.

>>> RULES["R3"].mark, RULES["R4"].mark, RULES["R11"].mark
('D', 'D(A)', 'A')
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

from harness.domain.sources import Citation, left_open, pages, said

STATUS: Final = {
    "D": "the article says it in so many words",
    "P": "other public product documentation says it",
    "P~": "the public documentation of its sibling dual-write, which uses the same Dataverse "
    "tables, says it",
    "A": "the documents leave it open and we decided",
}
SET: Final = "set"  # in place of a status, where the rule does not hold
IN_ITS_PLACE: Final = "a setting stands in its place here"
GROUPS: Final = {
    "V": "Values and keys",
    "S": "The switch",
    "L": "Live sync",
    "R": "Reconciling one record",
    "B": "The batch job",
    "C": "Clear tracking information",
    "N": "Sync now",
    "G": "The grid",
    "M": "Data migration",
    "E": "Environments",
    "F": "Faults",
}
SCOPE: Final = (
    "The rules describe the integration of 2019 to 2023; since Human Resources merged with finance "
    "and operations, the maps of dual-write replace it. A write through a virtual table is a write "
    "in Human Resources, for nothing of it is stored in Dataverse: say it so, with the entity. One "
    "thing kept in two tables (party), several pairs of environments and users' rights are outside."
)
_CLAUSE: Final = re.compile(r"(?<=[.;]) ")
_LETTER: Final = re.compile(r"\b(P~|P|A)(?=[):;,]| that | for )")


class RulePart(NamedTuple):
    """A part of a rule with a status of its own, in the words of the rule."""

    statuses: tuple[str, ...]
    text: str


class Rule(NamedTuple):
    """One rule of the simulated integration."""

    id: str
    status: Literal["D", "P", "P~", "A"]
    statement: str
    policy: bool = False
    settings: tuple[str, ...] = ()  # of a scenario, which change what the rule says

    @property
    def group(self) -> str:
        """The part of the integration that the rule is about."""
        return GROUPS[self.id[0]]

    @property
    def parts(self) -> tuple[RulePart, ...]:
        """The parts of the statement that have a status of their own.

        >>> RULES["S2"].parts[0].text
        'Each change is remembered as a missed request (A)'
        """
        found, deep, begun = [], 0, ""
        for clause in _CLAUSE.split(self.statement):
            begun = f"{begun} {clause}".lstrip()
            deep += clause.count("(") - clause.count(")")
            if not deep:  # what stands in brackets is not cut
                letters = tuple(dict.fromkeys(_LETTER.findall(begun)))
                if letters:
                    found.append(RulePart(letters, begun.rstrip(".;")))
                begun = ""
        return tuple(found)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """What the article and other public pages say of it; of an A rule, what comes near.

        >>> RULES["S1"].sources[0].says
        'it is off by default'
        """
        return said(self.id) + pages(self.id)

    @property
    def cited(self) -> str:
        """The sources in short, and what they leave open.

        >>> RULES["L2"].cited.partition("; ")[0]
        "the article's sentence 42"
        """
        numbers = [source.section.partition(" ")[2] for source in said(self.id)]
        article = f"the article's sentence{'s' * (len(numbers) > 1)} {', '.join(numbers)}"
        others = (f"{it.where} ({it.status})" for it in pages(self.id))
        near = "; ".join([*([article] if numbers else []), *others])
        if near and self.status == "A":
            near = f"near it: {near}"
        gap = f"left open: {self.left_open}" if self.left_open else ""
        return "; ".join(filter(None, [near, gap]))

    @property
    def left_open(self) -> str:
        """What the documents do not say of it, which we decided; empty if they say all."""
        return left_open(self.id)

    @property
    def mark(self) -> str:
        """The status in short: `D(A)` if the article says it, and parts of it we decided."""
        return _mark(self.status, self.statement)

    @property
    def meaning(self) -> str:
        """The status in words, for the whole rule and for its parts, and that it is a policy."""
        words = [f"{self.mark}: {STATUS[self.status]}"]
        words += [
            f"({letter}): {STATUS[letter]}" for letter in _letters(self.statement, self.status)
        ]
        return "; ".join([*words, *(["a setting switches it"] if self.policy else [])])


@lru_cache(maxsize=256)  # each line of a report asks for one of few
def marked(rule: str, setting: str = "") -> str:
    """A rule's id with its mark, as outputs name it; `setting` is what stands in its place.

    >>> marked("S2"), marked("R3", "conflict=hr_wins")
    ('S2 D(A)', 'R3 set')
    """
    return f"{rule} {SET if setting else RULES[rule].mark}" if rule in RULES else rule


def legend(rules: Iterable[str], settings: Iterable[str] = ()) -> str:
    """What the marks of these rules mean, and which settings stand in the place of others.

    Empty if there is none.

    >>> legend(["R1", "R11"])
    'D: the article says it in so many words; A: the documents leave it open and we decided.'
    """
    named = frozenset(rules)
    shown = [rule for rule in RULES.values() if rule.id in named]
    parts = {letter for rule in shown for letter in _letters(rule.statement, rule.status)}
    used = parts.union(rule.status for rule in shown)
    words = [f"{letter}: {meaning}" for letter, meaning in STATUS.items() if letter in used]
    if parts:
        inside = " or ".join(f"({letter})" for letter in STATUS if letter in parts)
        words.append(f"in brackets, {inside}: parts of the rule (`harness rules`)")
    if chosen := ", ".join(dict.fromkeys(settings)):
        words.append(f"{SET}: {IN_ITS_PLACE}: {chosen}")
    return "; ".join(words) + "." if words else ""


@cache
def _mark(status: str, statement: str) -> str:
    parts = ",".join(_letters(statement, status))
    return f"{status}({parts})" if parts else status


def _letters(statement: str, status: str) -> tuple[str, ...]:
    """The statuses of parts, other than that of the rule."""
    found = set(_LETTER.findall(statement)) - {status}
    return tuple(letter for letter in STATUS if letter in found)


_TABLE: Final = (
    Rule(
        "V1",
        "P~",
        "HR has no empty date: it writes 1900-01-01. In a date or moment column 1900-01-01 (at "
        "any time of day) is empty, in both environments (Dataverse: A): written or imported, it "
        "is the same as writing empty. It is shown as empty; in a key or required column it is "
        "refused as empty is (A)",
    ),
    Rule(
        "V2",
        "A",
        "Natural keys are compared without regard to letter case and to blanks at the end (the "
        "usual collation of both databases; neither product says so). `keys: exact`: as they are "
        "written. The spelling is a value like others: changing it alone is an edit, not a "
        "change of the key (R18); it travels with the record whose values are copied, and counts "
        "in R7. Two given records of one key in one environment: the file is in error",
        policy=True,
        settings=("keys",),
    ),
    Rule(
        "V3",
        "A",
        "A column that exists in one environment only (catalog: a type for `hr` or for "
        "`dataverse` alone) is not mapped: it does not travel, and does not count as an edit, a "
        "difference or a loss; the record's last edit stays as it was",
    ),
    Rule(
        "S1",
        "D",
        "Integration is off by default",
    ),
    Rule(
        "S2",
        "D",
        "While off, users of both environments may create, edit and delete; nothing travels. "
        "Each change is remembered as a missed request (A)",
    ),
    Rule(
        "S3",
        "D",
        "Turning on moves nothing by itself: the backlog waits for the next run of the batch job",
    ),
    Rule(
        "S4",
        "P",
        "Turning on creates the batch job where there is none: once a day by default, the first "
        "run one interval after that turning-on. Where there is one, it stays as it is, whatever "
        "its status (B6); turning off leaves it there. Runs by hand and switching do not shift "
        "its schedule (A). A run while off, by hand too, does nothing and is reported as "
        "skipped, whatever the job's status and also where there is none; it is not refused (A)",
        settings=("batch_job_every",),
    ),
    Rule(
        "S5",
        "D",
        "When the batch job has completed, all data is available in both environments. What "
        "stays missed says why (A): held back while untracked (C2, C6), not writable (R14, R16), "
        "in use (R19: a lookup made during the run, or of a record whose own delete failed or is "
        "another table's), or failing while a fault lasts (F1, F2). What nobody noticed (F7) or "
        "a restore left behind (E1) waits for sync now",
    ),
    Rule(
        "S6",
        "A",
        "Turning on what is on, or off what is off, changes nothing and is no error",
    ),
    Rule(
        "S7",
        "A",
        "What was there before. A given record may differ on its two sides, be on one side only, "
        "or be untracked. Its requests are those of users who made it so while integration was "
        "off: untracked: a create on each side that is there, touching its columns that are not "
        "empty; tracked, both there, values differ: an edit on each side for which an edit time "
        "is given, touching the columns that differ; no edit time on either side: nobody noticed "
        "(F7), and there is no request; tracked, one side only: a delete on the other side. "
        "Requests are as old as the edit time given, else as the start; so is the last edit of "
        "an untracked record, and a tracked one without an edit time has none. They stand in the "
        "file's order, HR before Dataverse. Equal and tracked: no request. A side that says "
        "`noticed: no` makes none either, and its change is as F7 has it. In each environment a "
        "lookup's target is given there too (R19), else the file is in error. These requests "
        "wait for the batch job whether integration is given on or off",
    ),
    Rule(
        "L1",
        "P",
        "A create, edit or delete in HR is in Dataverse at once (A: the documents say near real "
        "time)",
    ),
    Rule(
        "L2",
        "D",
        "A change in Dataverse reaches HR after a delay that can be long. The delay is "
        "configurable; default none (A). Requests are delivered in the order they were made; a "
        "further change of a record joins its request that waits, and goes with it (A)",
        settings=("dataverse_to_hr_delay",),
    ),
    Rule(
        "L3",
        "A",
        "Delivering a change settles its whole record: what has not travelled on either side is "
        "compared as in R3 (a tie as in R11), so the newest edit wins and any loss is reported. "
        "The record's missed requests are spent with it. So a live edit takes a record along "
        "that waited for the batch job",
    ),
    Rule(
        "L4",
        "P~",
        "What the integration writes makes no request: no echo",
    ),
    Rule(
        "L5",
        "A",
        "A request that cannot be delivered (fault, refused by the other side, integration "
        "turned off while it waits) becomes a missed request. Nothing is dropped",
    ),
    Rule(
        "L6",
        "P",
        "A live delete deletes the record in the other environment, and the tracking row stays "
        "with Deleted from Dataverse = Yes. An edit over there that had not travelled is lost "
        "with it and reported (kept: empty) (A); only one made later than the delete, not in the "
        "same second, wins over it, and the record is restored (R13) (A). If it was deleted over "
        "there already, that delete is spent and the row says Yes all the same (A). Where R19 "
        "stops the delete over there, it fails and stays missed",
    ),
    Rule(
        "L7",
        "A",
        "A live edit of a record that the other environment deleted meanwhile (while off, or on "
        "its way) restores it there, as R4 and R5, reported as an undone delete. Where that "
        "delete was made while on and the edit is not later than it, the delete is carried out "
        "instead (L6; not with `late_delete: undone`)",
    ),
    Rule(
        "L8",
        "P",
        "Columns that nobody listens to (setting `not_listened`, a list of table.column for each "
        "environment; default none, A). An edit that touches only such columns is not delivered: "
        "it stays missed until the record is settled for another reason (L3, batch job, sync "
        "now); where a change of that record waits already (L2), it joins it. It is an edit in "
        "every other respect (R3, R7, R11). Creates and deletes are always delivered",
        policy=True,
        settings=("not_listened",),
    ),
    Rule(
        "L9",
        "A",
        "A delete made while integration was on follows. A delete follows if a delete is what "
        "its request comes to (created again it is an edit, R17), its last delete was made while "
        "on, its record is tracked, no edit over there made later wins over it (L6), and over "
        "there nothing looks its record up but records whose own deletes follow too (the largest "
        "set of deletes for which this holds). One made while off never follows. With "
        "`late_delete: undone` a delete follows by its own delivery only",
        policy=True,
        settings=("late_delete",),
    ),
    Rule(
        "L10",
        "A",
        "What follows is carried out as L6 has it, however late: by its delivery, else by the "
        "batch job or sync now, on its way or not. These come to the records with a delete made "
        "while on after everything else, with all that waits of them on either side: they decide "
        "which deletes follow, of all tables, and carry them out (sync now its own table's), "
        "what looks a record up before it, else in the reverse of B1's order, those that look "
        "only each other up together; then they settle the others by the R table, in B1's order: "
        "undone (R4, R5, R13); then what failed for a lookup in this run is tried once more. A "
        "delete that is stopped at its turn all the same (R19, a fault) fails and stays missed. "
        "Untracked, it is held back (C2, C6)",
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
        settings=("conflict",),
    ),
    Rule(
        "R4",
        "D",
        "HR there, Dataverse gone, tracked: restore in Dataverse, same row id (A; a new one "
        "where the row lives on under another key, R18), with HR's present values",
    ),
    Rule(
        "R5",
        "D",
        "HR gone, Dataverse there, tracked: restore in HR, new RecId (A), with Dataverse's "
        "present values",
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
        "environment, record, and for each column the value lost and the value kept. Only "
        "touched columns whose values differ count (A). What a user edited and then deleted is "
        "no loss when the delete is undone. Both sides having made the same change is no loss, "
        "and writes nothing",
    ),
    Rule(
        "R8",
        "P",
        "HR there, Dataverse there, same natural key, not tracked: link, then as R1 to R3. In "
        "sync now, where neither side is edited and values differ (after F7 or E1 only), the "
        "later last edit is copied, a tie as in R11, tracked or not, whatever `conflict` says "
        "(A)",
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
        settings=("tie",),
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
        "A lookup is translated to the other environment's record of the same thing: the tracked "
        "one, else the one of the same natural key (A). Where the target is not there, that "
        "record fails with a clear reason, stays missed, and the rest goes on (A). Parents go "
        "before children (A). In one run of the batch job or sync now, records that fail only "
        "for want of each other (the largest set in which each one's missing targets are records "
        "of the set; one whose targets are there by now belongs to it) are written together, as "
        "people do it in two passes: rows first, lookups second (A). Each of them counts as one "
        "request (F2); where one fails before it was applied none is written; a stop (B4) does "
        "not part them",
    ),
    Rule(
        "R15",
        "P",
        "What flows one way, from HR to Dataverse, stands apart: the columns "
        "`dimensiondisplayvalue` (P), `cdm_worker.cdm_fullname` (P~), and what the setting "
        "`one_way` adds. Whenever the record is settled HR's value goes to Dataverse, whoever "
        "wins (A); Dataverse's value never goes to HR, and does not count as an edit, a "
        "difference or a loss. A table that flows one way (`cdm_company`, P~; `one_way` adds "
        "others): a user's create, edit or delete of a record of it in Dataverse is refused "
        "(`flows from Human Resources only`), and given otherwise than Human Resources has it "
        "the file is in error (S7); where both sides are there HR's values are copied, whoever "
        "wins; a record that HR lacks is still made there (R5, R10) (A)",
        settings=("one_way",),
    ),
    Rule(
        "R16",
        "P",
        "A column longer, or of another type, than the other side allows: that record fails with "
        "a clear reason; it stays missed, and nothing is truncated (A). A choice may have values "
        "per environment (catalog): HR's name, Dataverse's number. They are compared and copied "
        "by number; where several HR names have one number, HR keeps its own if it has the "
        "number that comes, else takes the first listed (A). A value without a counterpart fails "
        "as a value too long does. A loss names the value lost as its environment has it, and "
        "the value kept as the other has it",
    ),
    Rule(
        "R17",
        "A",
        "Deleted and created again with the same natural key before the delete travelled, "
        "noticed or not: it is the same thing. When it travels, its tracking row is pointed at "
        "the new record, and it counts as an edit of the columns given; of an untracked row in "
        "Dataverse, as a create (C5). A delete that waits is then the request of an edit, which "
        "touches no column where the create was not noticed (F7). Likewise whenever a record is "
        "settled whose tracking row points at one that is gone while another of its natural key "
        "is there (after E1); it counts as tracked meanwhile",
    ),
    Rule(
        "R18",
        "P~",
        "The natural key of a record is fixed: an edit of it is refused, in either environment. "
        "With `natural_key: identity_changes` such an edit is, for the integration, the delete "
        "of the thing of the old key and the create of one of the new key, in the same second; "
        "the record keeps its reference and its values in that environment, its last edit too "
        "where no other column changes (both are made before the first is delivered), and is "
        "known from then on by the name that the step gives (`becomes`); the tracking row stays "
        "with the old thing. Refused where the new key is taken there, or where another record "
        "there looks the record up",
        policy=True,
        settings=("natural_key",),
    ),
    Rule(
        "R19",
        "P",
        "In use. What another record of the same environment looks up is not deleted: a user's "
        "delete is refused (`is looked up by NAME`); the integration's (L6, L10) fails over "
        "there and stays missed. A record that only itself looks up may go. Setting "
        "`delete_in_use`, for each environment and for its users' deletes only: `refused` (the "
        "default; HR: P, Dataverse: P, as one of its behaviours) or `cascade` (P for Dataverse: "
        "what looks it up is deleted first, and what looks that up before it, each once, as that "
        "user's own delete in the same second, in the order created, all of them before the "
        "first is delivered; in a cycle all go together; refused as a whole where one of them "
        "may not be deleted, R15). So no lookup is without target in its own environment",
        policy=True,
        settings=("delete_in_use",),
    ),
    Rule(
        "R20",
        "A",
        "New period. In tables with effective dates (catalog: the columns from and to; job, job "
        "position, employment, worker address) an edit in HR, by a user or an import, that makes "
        "from later than it was, or fills it, begins a new period: the record has a new RecId at "
        "once, and its tracking row, if it is tracked, points at it, also while off; earlier "
        "periods are not kept. Any other edit is a correction and keeps the RecId; so is all "
        "that the integration writes. In every other respect it is an edit like any other. "
        "Dataverse's row id never changes by it",
    ),
    Rule(
        "B1",
        "D",
        "It handles every missed request: each record once (A), parents' tables first (by depth "
        "of lookups; what failed for a lookup is tried once more at the end, parents first, and "
        "then as R14 has it), then in the order the requests were first made (A); at the very "
        "end the records with a delete made while on (L10)",
    ),
    Rule(
        "B2",
        "D",
        "Held back, and staying missed: a Dataverse edit or delete of an untracked row (C2), an "
        "HR delete of an untracked record (C6). They move when the other side's create or edit "
        "of the same thing moves (C3, C5), or when both sides are gone (R6), or with sync now",
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
        "missed, and the next run finishes. A stop after n is made when the next record's turn "
        "comes (second tries and writing together before it are done)",
    ),
    Rule(
        "B5",
        "P",
        "It runs on its schedule as simulated time passes; runs can also be started by hand. At "
        "one instant faults end first, then what waits is delivered, then the schedule and a "
        "run's next record (B8), then users act (A)",
        settings=(
            "batch_job_every",
            "clock",
        ),
    ),
    Rule(
        "B6",
        "P",
        "A run stuck in Executing blocks further runs until it is cancelled (turning off does "
        "not end it); live sync goes on. The job is then Canceled: nothing runs until it is set "
        "to Waiting. While it is Executing, Canceled or on Withhold a run by hand is refused "
        "(`the batch job is not waiting`) (A), a scheduled one is passed over, and the timeline "
        "says so; once Waiting again it runs at its scheduled times, which did not shift (A). A "
        "job that is not executing can be deleted; S4 makes it again, and without one a run by "
        "hand is refused (`there is no batch job`). Setting or deleting it while it is Executing "
        "is refused (`the batch job is executing`), cancelling it when it is not too (`the batch "
        "job is not executing`) (A)",
    ),
    Rule(
        "B8",
        "A",
        "A run may take time (setting `batch_job_seconds_per_record`, default 0). Then it takes "
        "the requests that are there when it starts, in B1's order, and handles a record each so "
        "many seconds, the first after that time, each as it is when its turn comes. One that "
        "was settled before its time began is passed over and takes none; so is one whose "
        "request became a delete, or ceased to be one, since the start. A second try (B1, L10) "
        "and writing together (R14) take no further time; a record that comes at the end (L10) "
        "takes its time there. Requests made meanwhile are live sync's, and the next run's where "
        "that fails. The job is Executing until the end, and a run due meanwhile is passed over "
        "(B6); sync now may be run. Turning off, cancelling or a stop ends such a run where it "
        "stands (B4): cancelled the job is Canceled, else Waiting",
        settings=("batch_job_seconds_per_record",),
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
        "by natural key; created where there is none, A)",
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
        "is delivered, then every record of it on either side, every tracking row and every "
        "missed request of it is reconciled, tracked or not, in B1's order, those without a "
        "request after them as they were created, Human Resources' first (A); records with a "
        "delete made while on at the end (L10)",
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
        "both sides hold the same, but for what failed in it and says why (A: R14, R16, R19, F1, "
        "F2)",
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
        "the grid, for clearing and for sync now (else refused, A). Others still sync (A)",
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
        "D",
        "Deleted from Dataverse becomes Yes when a delete of either side that is carried out "
        "(L6, L10) removed the row, and No again when the row is restored (when: A)",
    ),
    Rule(
        "G5",
        "D",
        "Dataverse's own listing of a table (what Excel opens): row id and values of every row, "
        "tracked or not. Human Resources' likewise, by RecId (A)",
    ),
    Rule(
        "M1",
        "D",
        "An import (Data Management Framework) creates or edits records by natural key and may "
        "be repeated until the data is right; a record that is the same already is no edit (A)",
    ),
    Rule(
        "M2",
        "D",
        "It takes simulated time: by default 1.5 s a record with integration off and 6 s with it "
        "on, so that 2000 workers take less than an hour off and several hours on. The article "
        "calls its figures an illustration; ours are configurable and say so",
        settings=("import_seconds_per_record",),
    ),
    Rule(
        "M3",
        "P",
        "An import with `truncate: yes` first deletes every record of its table in HR, the "
        "newest first (what is gone already is passed over) and in no time, each as a user's own "
        "delete (S2, L6, L9, R19: what is refused is counted, and stays) (A); then M1",
    ),
    Rule(
        "M4",
        "A",
        "Data may be imported into Dataverse too (its own import): as M1 and M2, by a Dataverse "
        "user; of a table that flows one way refused as a whole (R15)",
    ),
    Rule(
        "E1",
        "A",
        "Backup and restore of one environment. A backup keeps the records of one environment, "
        "its own requests, what nobody noticed (F7) and, for HR, the tracking rows; a restored "
        "Dataverse's recycle bin is empty. Restoring it puts them back as they were: values, "
        "references, last edits; of its requests those that were there then and have not "
        "travelled since, as they were then; nothing of that environment is on its way any more "
        "(what waited is missed). The other environment stays as it is, and makes and loses no "
        "request. References are never used again for another record. It is no user's change: no "
        "loss and no undone delete, and the timeline says how many records changed back, went "
        "and came back. What differs afterwards without a request waits for sync now (R4, R5, "
        "R8, R9, R10), as documented for no product. Refused while the batch job is executing, "
        "and where there is no such backup of that environment",
    ),
    Rule(
        "E2",
        "A",
        "Undelete (Dataverse's recycle bin, P that it exists): of the rows of that thing the one "
        "deleted last, if a user deleted it, comes back with its row id, its values and the last "
        "edit it had. A delete of that row that has neither travelled nor been carried out (F2), "
        "or that nobody noticed (F7), is taken back: the request is again what it was before "
        "that delete. Otherwise it is a create. Refused where the key is taken, where no user "
        "deleted it (a key edit, R18, deletes no row), or where something it looks up is gone",
    ),
    Rule(
        "F1",
        "A",
        "Unavailable. An environment cannot be reached by the integration, for a time or until "
        "the faults are over; its users work on. Nothing is written there and nothing is read "
        "from it: whatever the integration is to settle or to delete fails before it was "
        "applied, and stays missed (L5). An edited or disabled integration user is this fault "
        "(P). Of two outages of one environment the later end counts",
    ),
    Rule(
        "F2",
        "A",
        "The nth request fails to an environment (what the integration writes there), once or "
        "each from then on until the faults are over; it may be narrowed to a table, a record, "
        "or a kind of change (create, edit, delete: of what is written there; a restore is a "
        "create), and bear a reason of its own (`no right`, `429`). Before it was applied: "
        "nothing of the record is written on either side, it stays missed. After: all is done "
        "and only the answer is lost, so every request of the record stays missed, as an edit "
        "that touches no column (it makes no side edited; it may only have to be sent again), "
        "the delete that was carried out as a delete, and doing it again does nothing; a delete "
        "that was carried out is no undone delete when the thing is made again. Of one record "
        "Human Resources is written first; where that fails before it was applied Dataverse is "
        "not asked, and that request is not counted; where the second fails before it was "
        "applied the first is taken back. A record that fails for another reason (R14, R16, F1) "
        "asks nothing",
    ),
    Rule(
        "F3",
        "A",
        "Deliveries delayed from an environment, beyond L2: each, until the faults are over, or "
        "the nth, which later ones overtake; by a time, or until the faults are over. Further "
        "changes of that record join the one that waits. Of two that strike one delivery the "
        "longer counts",
    ),
    Rule(
        "F4",
        "A",
        "Delivered again (P that it happens): recognised by the change it carries, and nothing "
        "is done a second time",
    ),
    Rule(
        "F5",
        "A",
        "Clocks. An environment's clock is ahead or behind: its edits and deletes bear the times "
        "of that clock, and they decide who is last. The schedule goes by the true time",
    ),
    Rule(
        "F6",
        "A",
        "Over. When the faults are over, those that did not strike are over too, and deliveries "
        "that waited for that go in the order in which they began to wait. With integration on "
        "and the job Waiting, once the batch job has run to its end, S5 holds and every loss was "
        "reported",
    ),
    Rule(
        "F7",
        "A",
        "Not noticed. The nth change by users of an environment, of those that would make or "
        "change a request (or each until the faults are over; it may be narrowed as F2) makes no "
        "request: no trigger, log or watermark shows it. Later changes of the record that are "
        "noticed make the request that they would make alone. What nobody noticed makes no side "
        "edited, touches no column and wins over no delete (L6, L9), but the record's last edit "
        "is what it is (R3). It waits for sync now or for the record being settled for another "
        "reason, where it is copied or overwritten with the whole record (where R1 finds nothing "
        "to copy it goes on waiting). For R7 and R13 it is a user's change that has not "
        "travelled: what is overwritten of it is a loss, and a delete that a restore reverses is "
        "undone, reported as ever. The batch job says nothing of it",
    ),
)

RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _TABLE}
