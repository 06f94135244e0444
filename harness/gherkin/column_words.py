"""Logical names of columns as words: they run words together, which steps take apart.

>>> print(*map(words_of, ("cdm_primaryemailaddress", "cdm_jobpositionnumber", "new_badge")))
primary email address job position number badge
>>> words_of("cdm_xyzzyname")
'xyzzy name'
"""

import re
from functools import lru_cache
from typing import Final

_PREFIX: Final = re.compile(r"^[a-z0-9]+_")
# where not all of a name is known, its last word mostly is
_LAST_WORD: Final = re.compile(
    r"(?<=[a-z]{4})(name|number|date|code|type|description|status|amount|from)$"
)
# the words of the documented columns
_KNOWN: Final = frozenset(
    """
    absence account accrual act activation active additional address adjusted affordable after
    agency allow allowed amount and annual applicable application arrear as assigned assignment
    available award bank basis beneficiary benefit birth box branch business calculation calendar
    care category citizenship city classification code comment company compensation concurrent
    contact contribution control conversion country county coverage create currency custom cycle
    date day days deceased deduction default department dependent dependents description
    designations detail dimension disabled disbursement display district due earning edit education
    effective email employer employment enable end enrollment entry equivalent ethnic event exempt
    expatriate expiration extension facebook factor father fax first fixed fmla for format frequency
    friday from full function gender generated generation generic graph grid gross group header hire
    holder holiday home hourly hours iban id identification identifier identity immutable impact in
    include instructions interval is issue issuing job known language last latitude leave length
    level levels leverage limit line link linkedin location longitude manager mapping marital max
    maximum member method middle military min minimum mobile monday monthly mother name nationality
    native network new notes notice number numbers objective of office offset open optional or
    origin original out over owner pager parent party pay payment payroll percent period person
    personal phone plan point position positions post postal preferred primary priority probation
    process productive profession protected province quantity range rate reason recommendation
    recommendations reference region relationship remainder reportable request retirement routing
    rule ruling run saturday seniority sequence service setup skill sms social source start state
    status street structure student subtype sunday suspended swift task telephone telex template
    termination thursday tier time title to tolerance track transaction transfer transition tuesday
    twitter type under unit units unlimited up url user valid value values variable verification
    vesting veteran waived website wednesday weekly work worked worker works yomi
    """.split()  # noqa: SIM905  (as a list it would be four times as long)
)


@lru_cache(maxsize=1024)
def words_of(name: str) -> str:
    """The words of a logical name, without its prefix; blanks do not count where they are read."""
    return " ".join(map(_apart, _PREFIX.sub("", name).split("_")))


def _apart(text: str) -> str:
    """The fewest known words that make up a text, with blanks between them."""
    best: list[list[str] | None] = [[]]  # for each length of the text's beginning
    for end in range(1, len(text) + 1):
        ways = [
            [*before, text[start:end]]
            for start, before in enumerate(best)
            if before is not None and (text[start:end] in _KNOWN or text[start:end].isdecimal())
        ]
        best.append(min(ways, key=len, default=None))
    found = best[-1]
    return " ".join(found) if found else _LAST_WORD.sub(r" \1", text)
