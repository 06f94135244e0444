"""The vocabulary and the features cover each other: each phrase is used, and defined once.

pytest-bdd takes one of two definitions that match without a warning, keeps only the last of two
scenarios with one name, and runs a scenario whose steps are misspelt keywords as one without steps.
None of that may happen here.
"""

import ast
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from gherkin.parser import Parser
from pytest_bdd.feature import get_features

from harness.domain.catalog import standard_catalog
from harness.domain.commands import Give, Row
from harness.domain.environments import HR
from harness.domain.errors import BadInput, Problems
from harness.domain.policies import POLICIES, policy
from harness.domain.rules import RULES
from harness.domain.times import UNITS
from harness.gherkin import column_tables, kinds, steps, vocabulary
from harness.gherkin.check import problems_of
from harness.gherkin.conftest_loader import definitions_for
from harness.gherkin.csv_records import file_records
from harness.gherkin.feature_file import parse
from harness.gherkin.names import column_of, table_of
from harness.gherkin.run import simulated
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import grid, losses, records
from harness.gherkin.vocabulary import PHRASES
from harness.scenarios.expectations import Converged, Tracked

ROOT = Path(__file__).parents[2]
FEATURES = get_features([str(ROOT / "features")])
CATALOG = standard_catalog()
RULE_TAG = re.compile(r"[A-Z]\d+")

LOSS = ("record", "environment", "column", "lost", "kept")


def scenarios():
    for feature in FEATURES:
        for template in feature.scenarios.values():
            rows = [row for examples in template.examples for row in examples.as_contexts()]
            for row in rows or [{}]:
                yield feature, template, template.render(row)


def tags(feature, template):
    return feature.tags | template.tags | (template.rule.tags if template.rule else set())


def matching(text, keyword):
    """The phrases that a step matches.

    With another keyword it may match a step of the same words, and nothing else.
    """
    found = [phrase for phrase in PHRASES.values() if phrase.parser.is_matching(text)]
    assert len({phrase.phrase for phrase in found}) <= 1, f"{text!r} matches {found}"
    return [phrase for phrase in found if phrase.keyword == keyword]


def lines():
    found = {}
    for feature, _, scenario in scenarios():
        for step in scenario.steps:
            found[step.type, step.name] = f"{feature.rel_filename}:{step.line_number}"
    return found


# ------------------------------------------------------------------------------- the vocabulary


def test_every_line_of_every_feature_matches_exactly_one_definition():
    for (keyword, text), place in lines().items():
        found = matching(text, keyword)
        assert len(found) == 1, f"{place}: {text!r} matches {[it.phrase for it in found]}"


def test_every_phrase_is_used_by_some_feature():
    used = {(keyword, matching(text, keyword)[0].phrase) for keyword, text in lines()}
    assert set(PHRASES) - used == set()


def test_phrases_are_listed_in_the_order_of_a_scenario():
    groups = list(dict.fromkeys(phrase.group for phrase in PHRASES.values()))
    first, last = "Settings, before anything else", "What is reported"
    held, faults = "What the environments hold", "Faults"
    assert [it for it in groups if it in (first, faults, held, last)] == [first, faults, held, last]


@pytest.mark.parametrize("phrase", PHRASES.values(), ids=lambda phrase: phrase.phrase)
def test_a_phrase_is_documented(phrase):
    assert matching(phrase.example, phrase.keyword) == [phrase]
    assert phrase.description
    assert any(phrase.group in vars(module).values() for module in steps.MODULES)
    assert phrase.rules
    assert set(phrase.rules) <= set(RULES)


@pytest.mark.parametrize("phrase", PHRASES.values(), ids=lambda phrase: phrase.phrase)
def test_the_example_of_a_phrase_runs_with_what_stands_under_it(phrase, tmp_path):
    """What it does is done; what it expects may be otherwise."""
    assert bool(phrase.under) == bool(phrase.takes)
    if not phrase.under:
        return
    before = '    Given the worker "Ada" exists in both environments\n'
    edits = "changed" in phrase.phrase or "became" in phrase.phrase
    begins = (phrase.keyword == "given" and not edits) or "created" in phrase.phrase
    lines = [f"    {line}\n" for line in (phrase.line, *phrase.lines_under)]
    text = f"Feature: F\n  Scenario: S\n{'' if begins else before}{''.join(lines)}"
    if "position" in phrase.example and "changed" in phrase.phrase:
        text = text.replace('worker "Ada" exists', 'position "Desk" exists')
    read = parse("x.feature", text)
    definitions = definitions_for(tmp_path / "x.feature")
    assert problems_of(read, definitions) == [], text
    simulation = simulated(read, read.cases[0], definitions)
    if phrase.keyword == "when":
        refused = [it.actual for it in simulation.failures]
        fixed = ["refused: the natural key is fixed: Ada stays Ada"]
        assert refused == (fixed if "becomes" in text else []), text


@pytest.mark.parametrize("table", CATALOG.values(), ids=lambda table: table.name)
def test_every_table_can_be_spoken_of_and_no_phrase_takes_it_for_another(table):
    for words in (table.display_name, table.display_name.lower(), table.name):
        assert table_of(CATALOG, words) is table
        for phrase in PHRASES.values():
            example = phrase.example.replace("worker", words).replace("position", words)
            assert matching(example, phrase.keyword) == [phrase]


@pytest.mark.parametrize("table", CATALOG.values(), ids=lambda table: table.name)
def test_a_record_of_any_table_needs_no_more_than_its_name(table):
    simulation = Simulation()
    words = table.display_name.lower()
    steps.given.exists(words, "Ada", simulation)
    simulation.expect(Tracked("Ada", tracked=True), Converged())


@pytest.mark.parametrize("table", CATALOG.values(), ids=lambda table: table.name)
def test_every_column_can_be_spoken_of(table):
    for column in table.columns:
        short = column.name.removeprefix("cdm_")
        assert column_of(table, column.name) is column
        assert column_of(table, short) is column
        if column.target and short.endswith("id"):
            assert column_of(table, short.removesuffix("id")) is column


def test_every_policy_is_named_by_its_words():
    policy("newest_hire_wins")(lambda hr, dataverse: None)
    phrase = PHRASES["given", "the conflict policy is {policy}"]
    for name, it in POLICIES.items():
        assert phrase.arguments(f"the conflict policy is {it.words}") == {"policy": name}
    message = (
        "no conflict policy 'newest hire win', did you mean newest hire wins?; there are last edit "
        "wins, Human Resources wins, Dataverse wins, merge fields, newest hire wins"
    )
    with pytest.raises(BadInput, match=re.escape(message)):
        phrase.arguments("the conflict policy is newest hire win")


def test_editors_find_the_definitions():
    """The Cucumber language service reads bare decorators with one plain string of a phrase."""
    sources = [Path(module.__file__).read_text(encoding="utf-8") for module in steps.MODULES]
    found = []
    for node in [node for source in sources for node in ast.parse(source).body]:
        for decorator in getattr(node, "decorator_list", []):
            assert isinstance(decorator, ast.Call)
            assert isinstance(decorator.func, ast.Name)
            [phrase] = decorator.args
            assert isinstance(phrase, ast.Constant)
            found.append((decorator.func.id, phrase.value))
    assert sorted(found) == sorted(PHRASES)
    for _, phrase in found:
        assert "(" not in phrase
    for kind in kinds.OWN_KINDS:
        assert all("\\" not in regexp for regexp in kind.regexps)


def test_a_phrase_is_defined_once_and_is_no_coroutine():
    def other():
        pass

    async def coroutine():
        pass

    with pytest.raises(ValueError, match="is a when step already"):
        vocabulary.when("the batch job runs")(other)
    with pytest.raises(TypeError, match="coroutine"):
        vocabulary.when("something else happens")(coroutine)
    assert ("when", "something else happens") not in PHRASES


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1 second", 1_000),
        ("2.5 seconds", 2_500),
        ("90 minutes", 90 * UNITS["m"]),
        ("23 hours and 59 minutes", UNITS["d"] - UNITS["m"]),
        ("1 day and 1 hour and 1 second", UNITS["d"] + UNITS["h"] + UNITS["s"]),
        ("one hour", UNITS["h"]),
        ("an hour and twelve minutes", UNITS["h"] + 12 * UNITS["m"]),
        ("a week", 7 * UNITS["d"]),
        ("1.5 weeks and 1 day", 11 * UNITS["d"] + 12 * UNITS["h"]),
    ],
)
def test_durations(text, milliseconds):
    kind = next(kind for kind in kinds.OWN_KINDS if kind.name == "duration")
    assert kind.transform([text]) == milliseconds


# ---------------------------------------------------------------------------- what steps are given


def table_error(make):
    with pytest.raises(BadInput) as raised:
        make(Simulation())
    return str(raised.value)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda s: s.table("wroker"), "no table 'wroker', did you mean worker?"),
        (
            lambda s: s.values("worker", {"lst name": "King"}),
            "no column 'lst name' of worker, did you mean last name?",
        ),
        (lambda s: s.values("worker", {"birth date": "soon"}), "'soon' is not a date such as"),
        (
            lambda s: records(s, "worker", [["record", "frist name"], ["Ada", "Ada"]]),
            "no column 'frist name' of worker, did you mean first name?",
        ),
        (lambda s: records(s, "worker", [["recrod"], ["Ada"]]), "did you mean record?"),
        (lambda s: records(s, "worker", [["last name"], ["King"]]), "under a heading record"),
        (
            lambda s: records(s, "worker", [["last name", "lastname"], ["a", "b"]]),
            "the heading 'lastname' is there twice",
        ),
        (
            lambda s: grid(s, "worker", [["Delted from Dataverse"], ["No"]]),
            "no heading 'Delted from Dataverse', did you mean Deleted from Dataverse?",
        ),
        (
            lambda s: losses(s, [["record", "environment"], ["Ada", "Dataverse"]]),
            "the table needs a heading for column, lost, kept",
        ),
        (
            lambda s: losses(s, [[*LOSS], ["Ada", "Dataverses", "last name", "King", ""]]),
            "is Human Resources, HR or Dataverse, not 'Dataverses', did you mean Dataverse?",
        ),
        (
            lambda s: losses(s, [[*LOSS], ["Ada", "Dataverse", "last name", "King", ""]]),
            "no record 'Ada'",
        ),
        (lambda s: column_tables.add(s, "worker", [["colour"], ["red"]]), "did you mean column?"),
        (
            lambda s: column_tables.add(s, "worker", [["column", "type"], ["new_badge", "Choice"]]),
            "new_badge is a Choice, and has no choices",
        ),
        (
            lambda s: steps.settings.custom_column("worker", "new_badge", "Choice", s),
            'the worker table has a custom column "new_badge" with the choices "red, green"',
        ),
        (
            lambda s: steps.settings.custom_choice("worker", "new_badge", "red, ,green", s),
            "column new_badge: one of its choices is empty",
        ),
        (
            lambda s: s.keyed("employment", "Ada at Work", HR),
            "needs cdm_workerid: say which worker, for there is none in Human Resources",
        ),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_could_be_meant(make, says):
    assert says in table_error(make)


def test_settings_and_what_is_given_come_first():
    def settings(simulation):
        simulation.start(on=True)
        simulation.set(seed=7)

    def given(simulation):
        steps.when.created("worker", "Ada", HR, simulation)
        simulation.start(on=True)

    assert "settings come first" in table_error(settings)
    assert "comes before what happened" in table_error(given)


def test_natural_keys_come_from_the_name_alone():
    first, second = Simulation(), Simulation()
    second.give(Give("cdm_worker", [Row("Ben", second.keyed("worker", "Ben"))]))
    assert first.keyed("pay period", "May") == second.keyed("pay period", "May")
    assert first.keyed("worker", "Ada") == (("cdm_workernumber", "Ada"),)


# -------------------------------------------------------------------------------- the features


def test_every_rule_is_the_tag_of_some_scenario_and_no_tag_is_an_unknown_rule():
    shown = Counter(tag for f, t, _ in scenarios() for tag in tags(f, t) if RULE_TAG.fullmatch(tag))
    assert set(shown) == set(RULES)


def says_that_we_decided(feature, template):
    rule = template.rule or SimpleNamespace(description="")
    said = " ".join(f"{feature.description} {rule.description}".split())
    return re.search(r"(article|documents).*(leaves?|says? nothing).*[Ww]e decided", said)


def test_where_we_decided_the_feature_says_so():
    for feature, template, _ in scenarios():
        ours = [tag for tag in tags(feature, template) if tag in RULES and RULES[tag].status == "A"]
        if ours:
            where = f"{feature.rel_filename}: {template.name} shows {', '.join(ours)}"
            assert says_that_we_decided(feature, template), where


def test_where_we_decided_parts_of_a_rule_one_of_its_features_says_so():
    said = {}
    for feature, template, _ in scenarios():
        for tag in tags(feature, template):
            if tag in RULES and "(A)" in RULES[tag].mark.replace("P~,", ""):
                said[tag] = said.get(tag) or says_that_we_decided(feature, template)
    assert [rule for rule, words in said.items() if not words] == []


def test_every_scenario_is_bound():
    """Two of one name would be one, misspelt keywords no steps, an unknown column its own name."""
    for path in sorted((ROOT / "features").glob("*.feature")):
        written = list(_scenarios(Parser().parse(path.read_text(encoding="utf-8"))["feature"]))
        names = Counter(scenario["name"] for scenario in written)
        assert max(names.values()) == 1, f"{path.name}: {names.most_common(1)}"
        for scenario in written:
            assert {step["keywordType"] for step in scenario["steps"]} >= {"Action"} or any(
                step["keywordType"] == "Outcome" for step in scenario["steps"]
            ), f"{path.name}: {scenario['name']} has no event and no outcome"
            for examples in scenario["examples"]:
                assert examples["tableBody"], f"{path.name}: {scenario['name']} has empty examples"
    for feature, _, scenario in scenarios():
        for step in scenario.steps:
            cells = [cell.value for row in (step.datatable.rows if step.datatable else ())
                     for cell in row.cells]  # fmt: skip
            assert not re.search("<.+>", " ".join([step.name, *cells])), (
                f"{feature.rel_filename}:{step.line_number}: {step.name}"
            )


def _scenarios(parent):
    for child in parent["children"]:
        if "rule" in child:
            yield from _scenarios(child["rule"])
        elif "scenario" in child:
            yield child["scenario"]


def test_scenarios_read_given_when_then():
    for feature, _, scenario in scenarios():
        order = [("given", "when", "then").index(step.type) for step in scenario.steps]
        assert order == sorted(order), f"{feature.rel_filename}: {scenario.name}"
        assert order[-1] == 2, f"{feature.rel_filename}: {scenario.name} expects nothing"


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("last nmae", "last name"),
        ("cdm_lastnmae", "cdm_lastname"),  # a logical name is answered with one
        ("date of birth", "birth date"),
        ("hire day", "original hire date time"),
        ("managr worker", "manager worker"),  # a lookup, without its id
    ],
)
def test_a_column_that_is_none_is_answered_in_the_words_of_steps(words, column):
    worker = standard_catalog()["cdm_worker"]
    with pytest.raises(BadInput) as raised:
        column_of(worker, words)
    said = f"there is no column {words!r} of worker, did you mean {column}?"
    assert str(raised.value) == said
    assert column_of(worker, column)


def test_the_headings_of_a_file_are_answered_in_the_words_of_steps(tmp_path):
    path = tmp_path / "workers.csv"
    path.write_text("record,last nmae,date of birth\nAda,King,1815-12-10\n", "utf-8")
    with pytest.raises(Problems) as raised:
        file_records(Simulation(), "worker", path, HR)
    said = [(it.line, it.column, it.message.partition(", ")[2]) for it in raised.value.problems]
    assert said == [(1, 2, "did you mean last name?"), (1, 3, "did you mean birth date?")]


def test_what_is_no_column_and_near_none_is_told_where_columns_are():
    table = [["record", "badge"], ["Ada", "x"]]
    for catalog, says in ((None, "`harness tables cdm_worker` lists"), (OWN, "there are own_key")):
        simulation = Simulation()
        if catalog:
            simulation.add_to_catalog(catalog)
        with pytest.raises(BadInput, match=f"no column 'badge' of .*; {says}"):
            records(simulation, "own" if catalog else "worker", table)


OWN = {"own": {"columns": {"own_key": "Text", "own_size": "Integer"}, "natural_key": ["own_key"]}}
