"""Changes to files that were right: to their bytes, words and lines, and structure.

All draws come from one random source, so that Hypothesis can make a finding small.
"""

import json
import re

WORDS = [
    "", " ", "0", "-1", "00", "1", "3", "1.5", "1e400", "1e9", "0x10", "NaN", "inf", "999999999",
    "9999999999", "9" * 5000, "yes", "no", "on", "true", "null", "~", "none", "all", "0s", "1s",
    "1ms", "-1h", "1h 30m", "36500d", "99999999d", "0.0005s", "1900-01-01", "0001-01-01",
    "1969-12-31T23:59:59Z", "2154-12-31T23:59:59Z", "9999-12-31", "2021-02-30", "2021-08-19",
    "2021-08-19T09:00:00Z", "2021-08-19T09:00:00+99:99", "24:00", "hr", "dataverse",
    "Human Resources", "ada", "ada~2", "cdm_worker", "worker", "cdm_company", "cdm_employment",
    "cdm_jobposition", "cdm_workernumber", "cdm_lastname", "cdm_birthdate", "cdm_workerid",
    "cdm_worker.cdm_lastname", "last_edit_wins", "hr_wins", "merge_fields", "identity_changes",
    "cascade", "x" * 300, "x" * 30_000, "\0", "a\0b", "\x1b[2J", "\r", "\t", "\u2028", "\ufeff",
    "\u202e", "\xe9", "e\u0301", "\u0663", "\uff11", "\xb2", "\U0001f600", "\\ud800", "\\0",
    "../../etc/passwd", "/dev/zero", "/dev/full", ".", "/", "CON", "workers.csv", "<b>", "<record>",
    "{", "}", "[", "]", "{{7*7}}", "%s", "%", "'", '"', '"""', "|", "\\|", "\\", "#", "@", "*a",
    "&a x", "!!python/object:os.system", "!!binary x", "<<", "? x", "- ", ": ", "---", "...",
    "```", ",", ";", "=", "x=1", "a.b", "$(id)", "__class__",
]  # fmt: skip
KEYS = [
    "in", "table", "record", "values", "rows", "file", "generate", "truncate", "reference",
    "entity", "becomes", "as", "backup", "kind", "for", "nth", "lasting", "applied", "change",
    "reason", "by", "after", "of", "exists", "tracked", "converged", "diverged", "data_loss",
    "data_losses", "undone_delete", "missed_requests", "grid", "refused", "timeline", "elapsed",
    "deleted_from_dataverse", "expect", "create", "edit", "delete", "import", "backup", "restore",
    "undelete", "advance", "clear_tracking", "sync_now", "fault", "turn_on", "turn_off",
    "run_batch_job", "cancel_batch_job", "delete_batch_job", "set_batch_job", "columns", "column",
    "lost", "kept", "scenario", "steps", "given", "settings", "catalog", "rules", "seed", "start",
    "integration", "records", "hr", "dataverse", "edited", "noticed", "foreseen", "default",
    "natural_key", "key", "keys", "type", "max_length", "choices", "lookup", "format",
]  # fmt: skip
BYTES = [
    b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\r\n", b"\n",
    b"\n\n", b"\x1a", b"\x7f", b"\x80", b"\x85", b"\xe2\x80\xa8", b"\t", b" ", b"\\", b'"', b"'",
]  # fmt: skip
_WORD = re.compile(r'"[^"\n]*"|[\w.:-]+')
STRUCTURED = (".yaml", ".json")
_LARGEST = 4 * 1024 * 1024  # characters that a repeated line makes


def mutated(random, content, name):
    """The bytes of a file after some changes; now and then after none."""
    structured = name.endswith(STRUCTURED)
    for _ in range(random.choice([0, 1, 1, 1, 2, 2, 3, 5])):
        kind = random.randrange(10)
        if kind < (5 if structured else 0):
            content = _restructured(random, content, name)
        elif kind < 9:
            content = _as_text(random.choice(_OF_TEXTS), random, content)
        else:
            content = random.choice(_OF_BYTES)(random, content)
    return content


def mutated_word(random, text):
    """An argument of a command after a change."""
    if random.randrange(4) == 0:
        return random.choice(WORDS).replace("\0", "")  # which no argument can have
    place = random.randrange(len(text) + 1)
    return text[:place] + random.choice(WORDS).replace("\0", "") + text[place:]


# bytes


def _inserted(random, content):
    place = random.randrange(len(content) + 1)
    return content[:place] + random.choice(BYTES) * random.choice([1, 1, 1, 3]) + content[place:]


def _cut(random, content):
    return content[: random.randrange(len(content) + 1)]


def _left_out(random, content):
    place = random.randrange(len(content) + 1)
    return content[:place] + content[place + random.choice([1, 2, 8, 60]) :]


def _flipped(random, content):
    if not content:
        return content
    place = random.randrange(len(content))
    changed = content[place] ^ (1 << random.randrange(8))
    return content[:place] + bytes([changed]) + content[place + 1 :]


def _encoded(random, content):
    text = content.decode("utf-8", "replace")
    return text.encode(random.choice(["utf-16", "utf-16-be", "utf-32", "cp1252"]), "replace")


_OF_BYTES = (_inserted, _inserted, _cut, _left_out, _flipped, _encoded)


# texts


def _as_text(change, random, content):
    text = content.decode("utf-8", "surrogateescape")
    return change(random, text).encode("utf-8", "surrogateescape")


def _word_replaced(random, text):
    words = [*_WORD.finditer(text)]
    if not words:
        return text + random.choice(WORDS)
    word = random.choice(words)
    if random.randrange(3):
        other = random.choice(random.choice([WORDS, KEYS]))
    else:
        other = random.choice(words)[0]
    if random.randrange(4) == 0:
        other = json.dumps(other)
    return text[: word.start()] + other + text[word.end() :]


def _word_inserted(random, text):
    place = random.randrange(len(text) + 1)
    return text[:place] + random.choice(WORDS) + text[place:]


def _letter_lost(random, text):
    place = random.randrange(len(text) + 1)
    return text[:place] + text[place + 1 :]


def _line(random, text):
    lines = text.splitlines(keepends=True)
    return lines, random.randrange(len(lines)) if lines else None


def _line_lost(random, text):
    lines, place = _line(random, text)
    return "".join(lines[:place] + lines[place + 1 :]) if lines else text


def _line_again(random, text):
    lines, place = _line(random, text)
    if not lines:
        return text
    # a file of one line that is repeated again and again would take this process's memory
    most = max(1, _LARGEST // (len(lines[place]) + 1))
    times = min(random.choice([1, 1, 1, 2, 500]), most)
    return "".join(lines[:place] + [lines[place]] * times + lines[place:])


def _lines_changed_about(random, text):
    lines, place = _line(random, text)
    if lines:
        other = random.randrange(len(lines))
        lines[place], lines[other] = lines[other], lines[place]
    return "".join(lines)


def _line_indented(random, text):
    lines, place = _line(random, text)
    if lines:
        stripped = lines[place].lstrip(" ")
        lines[place] = " " * random.choice([0, 1, 2, 3, 4, 6, 200]) + stripped
    return "".join(lines)


def _nested(random, text):
    place = random.randrange(len(text) + 1)
    opening = random.choice(["[", "{a: ", "- ", '{"a":', "(", '"', "{"])
    return text[:place] + opening * random.choice([1, 39, 45, 3000]) + text[place:]


_OF_TEXTS = (
    _word_replaced, _word_replaced, _word_replaced, _word_replaced, _word_inserted, _letter_lost,
    _line_lost, _line_again, _lines_changed_about, _line_indented, _nested,
)  # fmt: skip


# structure: of a YAML or JSON file, which is written again as JSON, and so as YAML too


def _restructured(random, content, name):
    try:
        tree = parsed(content, name)
    except (ValueError, RecursionError):  # it is none any more
        return _as_text(_word_replaced, random, content)
    places = [*_places(tree)]
    if not places:
        return content
    within, key = random.choice(places)
    parts = [within[key] for within, key in places]
    change = random.randrange(9)
    if change < 4:
        within[key] = _scalar(random)
    elif change == 4:
        within[key] = json.loads(json.dumps(random.choice(parts)))
    elif change == 5:
        del within[key]
    elif change == 6:
        within[key] = random.choice([[within[key]], {"a": within[key]}, [], {}, [within[key]] * 2])
    elif isinstance(within, list):
        within.insert(key, random.choice(parts))
    elif change == 7:
        within[random.choice(KEYS)] = within.pop(key)
    else:
        within[random.choice(KEYS)] = random.choice([*parts, _scalar(random)])
    try:
        return json.dumps(tree, indent=1, ensure_ascii=random.choice([True, False])).encode(
            "utf-8", "surrogatepass"
        )
    except (ValueError, RecursionError):  # a part within itself
        return content


def parsed(content, name):
    """The mapping or list in a YAML or JSON file; ValueError if it has none, or has aliases."""
    import yaml

    found = None
    try:
        if name.endswith(".json"):
            found = json.loads(content)
        elif b"*" not in content or b"&" not in content:  # aliases: a few make gigabytes
            found = yaml.load(content, yaml.CBaseLoader)  # texts alone
    except yaml.YAMLError as error:
        raise ValueError from error
    if isinstance(found, dict | list):
        return found
    raise ValueError


def _places(tree):
    """Each part with what holds it, and its key there."""
    waiting = [tree]
    while waiting:
        within = waiting.pop()
        keys = within if isinstance(within, dict) else range(len(within))
        for key in keys:
            yield within, key
            if isinstance(within[key], dict | list):
                waiting.append(within[key])


def _scalar(random):
    if random.randrange(3):
        return random.choice(random.choice([WORDS, WORDS, KEYS]))
    return random.choice([None, True, False, 0, -1, 10**30, 1.5, 1e308, float("nan"), "\ud800"])
