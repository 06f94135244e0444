"""Conflict policies of one's own: how they are registered, and how they decide a column."""

import re

import pytest

from harness.domain.catalog import standard_catalog
from harness.domain.errors import BadInput, PluginError
from harness.domain.policies import POLICIES, Edited, name_of, policy
from harness.domain.reconcile import reconcile
from harness.domain.records import Record

WORKER = standard_catalog()["cdm_worker"]
EMPLOYMENT = standard_catalog()["cdm_employment"]
FIRST, LAST, BORN = map(
    WORKER.index.__getitem__, ("cdm_firstname", "cdm_lastname", "cdm_birthdate")
)


def worker(first, last, edited_at, born=None):
    values = [None] * (max(FIRST, LAST, BORN) + 1)
    values[0], values[FIRST], values[LAST], values[BORN] = "1", first, last, born
    while values[-1] is None:
        values.pop()
    return Record(1, "ada", "1", tuple(values), edited_at)


def decided(hr, hr_touched, dataverse, dataverse_touched, tie="hr", full=False, table=WORKER):
    """The rule, what both sides shall hold, and what was lost."""
    rule, ours, theirs, losses = reconcile(
        table, hr, hr_touched, dataverse, dataverse_touched, True, POLICIES["ours"], tie, full
    )
    assert ours == theirs or rule == "R1"
    return rule, ours, losses


class TestDecisions:
    """What a plugged policy is asked, and what becomes of its answers."""

    def test_it_is_asked_once_for_each_column_in_which_the_sides_differ(self):
        asked = []

        @policy("ours")
        def ours(hr, dataverse):
            asked.append((hr, dataverse))
            return "hr"

        hr, dataverse = worker("Ada", "King", 5, "1815-12-10"), worker("Augusta", "King", 7)
        decided(hr, 1 << FIRST | 1 << LAST, dataverse, 1 << LAST)
        columns = [WORKER.names[place] for place in sorted((FIRST, BORN))]
        assert [(one.column, other.column) for one, other in asked] == [(it, it) for it in columns]
        asked.sort(key=lambda it: it[0].column != "cdm_firstname")
        born, name = ("cdm_worker", "cdm_birthdate"), ("cdm_worker", "cdm_firstname")
        assert asked == [
            (Edited(*name, "hr", "Ada", 5, True), Edited(*name, "dataverse", "Augusta", 7, False)),
            (
                Edited(*born, "hr", "1815-12-10", 5, False),
                Edited(*born, "dataverse", None, 7, False),
            ),
        ]

    def test_a_record_is_put_together_and_both_sides_can_lose(self):
        @policy("ours")
        def ours(hr, dataverse):
            return "hr" if hr.column == "cdm_firstname" else "dataverse"

        both = 1 << FIRST | 1 << LAST
        hr, dataverse = worker("Ada", "King", 1), worker("Augusta", "Byron", 2)
        rule, values, losses = decided(hr, both, dataverse, both)
        assert (rule, values) == ("R3", worker("Ada", "Byron", 0).values)
        assert losses == (
            ("hr", (("cdm_lastname", "King", "Byron"),)),
            ("dataverse", (("cdm_firstname", "Augusta", "Ada"),)),
        )
        # what nobody touched is not lost
        assert decided(hr, 1 << FIRST, dataverse, 1 << LAST)[2] == ()

    def test_a_record_that_is_one_sides_whole_is_shared_with_it(self):
        policy("ours")(lambda hr, _: "hr" if hr.value == "Ada" else "dataverse")
        hr, dataverse = worker("Ada", "King", 1), worker("Augusta", "King", 2)
        assert decided(hr, 1 << FIRST, dataverse, 1 << FIRST)[1] is hr.values
        hr = worker("Eve", "King", 1)
        assert decided(hr, 1 << FIRST, dataverse, 1 << FIRST)[1] is dataverse.values

    @pytest.mark.parametrize("tie", ["hr", "dataverse"])
    def test_none_is_a_tie_and_the_rule_says_so(self, tie):
        policy("ours")(lambda hr, _: None if hr.column == "cdm_lastname" else "hr")
        both = 1 << FIRST | 1 << LAST
        hr, dataverse = worker("Ada", "King", 1), worker("Augusta", "Byron", 2)
        rule, values, losses = decided(hr, both, dataverse, both, tie)
        assert rule == "R11"
        assert values[LAST] == {"hr": "King", "dataverse": "Byron"}[tie]
        assert [side for side, _ in losses] == (
            ["dataverse"] if tie == "hr" else ["hr", "dataverse"]
        )

    def test_it_is_not_asked_where_nobody_edited(self):
        """R8: a full synchronization copies the later last edit, whatever the policy says."""
        policy("ours")(lambda _hr, _dataverse: pytest.fail("asked"))
        hr, dataverse = worker("Ada", "King", 1), worker("Ada", "Byron", 2)
        assert decided(hr, None, dataverse, None, full=True) == ("R8", dataverse.values, ())
        assert decided(hr, None, dataverse, None) == ("R1", hr.values, ())
        dataverse = worker("Augusta", "King", 1)
        assert decided(hr, None, dataverse, None, "hr", full=True) == ("R11", hr.values, ())

    def test_one_way_columns_stay_human_resources_own(self):
        policy("ours")(lambda _hr, _dataverse: "dataverse")
        one_way, until = map(
            EMPLOYMENT.index.__getitem__, ("cdm_dimensiondisplayvalue", "cdm_validto")
        )

        def employment(dimension, valid_to, edited_at):
            values = [None] * len(EMPLOYMENT.columns)
            values[one_way], values[until] = dimension, valid_to
            return Record(1, "job", "k", tuple(values), edited_at)

        touched = 1 << one_way | 1 << until
        _, values, losses = decided(
            employment("001", "2021-01-01", 1), touched, employment("002", "2022-01-01", 2),
            1 << until, table=EMPLOYMENT,
        )  # fmt: skip
        assert (values[one_way], values[until]) == ("001", "2022-01-01")
        assert losses == (("hr", (("cdm_validto", "2021-01-01", "2022-01-01"),)),)

    @pytest.mark.parametrize(
        ("answer", "shown"),
        [
            ("HR", "'HR', expected 'hr', 'dataverse' or None, did you mean hr?"),
            ("datavers", "'datavers', expected 'hr', 'dataverse' or None, did you mean dataverse?"),
            ("both", "'both', expected 'hr', 'dataverse' or None"),
            (True, "True, expected 'hr', 'dataverse' or None"),
            (0, "0, expected 'hr', 'dataverse' or None"),
            ([], "[], expected 'hr', 'dataverse' or None"),
            ("x" * 99, f"'{'x' * 59}…, expected 'hr', 'dataverse' or None"),
        ],
    )
    def test_nonsense_is_named(self, answer, shown):
        policy("ours")(lambda _hr, _dataverse: answer)
        with pytest.raises(PluginError) as raised:
            decided(worker("Ada", "King", 1), 1, worker("Eve", "King", 1), 1)
        where, _, problem = str(raised.value).partition(": ")
        assert re.fullmatch(r"policy ours \(test_policy_functions\.py:[0-9]+\)", where)
        asked = "asked about cdm_firstname of ada (cdm_worker), it returned"
        assert problem == f"{asked} {shown}"

    @pytest.mark.parametrize("error", [ZeroDivisionError("no"), SystemExit(2), BadInput("what")])
    def test_an_exception_is_named(self, error):
        @policy("ours")
        def ours(hr, dataverse):
            raise error

        with pytest.raises(PluginError, match=r"policy ours .* of ada \(cdm_worker\), it raised"):
            decided(worker("Ada", "King", 1), 1, worker("Eve", "King", 1), 1)


def two(hr, dataverse):
    """Human Resources wins.

    In any case.
    """
    return "hr"


async def coroutine(hr, dataverse): ...


class NewestHire:
    def __call__(self, hr, dataverse):
        return "hr"


class TestRegistration:
    """Which functions can be policies, and under which names."""

    def test_a_policy_is_its_function_unchanged(self):
        assert policy("always_hr")(two) is two
        known = POLICIES["always_hr"]
        assert (known.words, known.description) == ("always hr", "Human Resources wins")
        assert POLICIES.origins["always_hr"].startswith("test_policy_functions.py:")
        policy("always_hr")(two)  # as a file that is loaded again
        other = policy("mine", words="Mine wins", description="mine")(lambda hr, dataverse: "hr")
        assert POLICIES["mine"][3:7] == ("Mine wins", "mine", other, "mine")

    def test_objects_that_are_called_are_policies_too(self):
        policy("an_object")(NewestHire())
        assert POLICIES["an_object"].decide(None, None) == "hr"

    @pytest.mark.parametrize(
        ("name", "function", "message"),
        [
            ("NewestHire", two, "is named in snake_case, not 'NewestHire'; write @policy("),
            ("newest hire", two, "is named in snake_case, not 'newest hire'"),
            ("", two, "is named in snake_case, not ''"),
            (two, two, "is named in snake_case, not two; write @policy("),
            ("ours", 3, "is a function (hr: h.Edited, dataverse: h.Edited) -> h.Environment | "),
            ("ours", NewestHire, "is a function (hr: "),
            ("ours", lambda: "hr", "takes two arguments, (hr: h.Edited, dataverse: h.Edited)"),
            ("ours", lambda hr: "hr", "takes two arguments"),
            ("ours", lambda hr, dataverse, more: "hr", "takes two arguments"),
            ("ours", lambda *, hr, dataverse: "hr", "takes two arguments"),
            ("ours", coroutine, "is a coroutine, which nobody would await"),
            ("hr_wins", two, "'hr_wins' is registered twice, by the harness itself and by test_"),
        ],
    )
    def test_what_cannot_be_a_policy(self, name, function, message):
        before = dict(POLICIES)
        with pytest.raises(BadInput) as raised:
            policy(name)(function)
        assert message in str(raised.value)
        assert before == POLICIES

    def test_a_decorator_without_a_name_is_told_at_once(self):
        with pytest.raises(
            BadInput, match=r'snake_case, not two; write @policy\("newest_hire_wins'
        ):
            policy(two)

    @pytest.mark.parametrize("words", ["", " mine", 'my "own"', "a  b", "meine größte", 3])
    def test_words_that_no_feature_can_say(self, words):
        with pytest.raises(BadInput, match="its words are letters and digits"):
            policy("mine", words)(two)

    def test_words_are_of_one_policy(self):
        with pytest.raises(BadInput, match="'merge fields' are those of merge_fields already"):
            policy("mine", "merge fields")(two)

    def test_a_function_can_be_named_by_itself(self):
        assert name_of("hr_wins") == "hr_wins"
        assert name_of(two) == name_of(two) == "two"
        assert POLICIES["two"].decide is two
        assert name_of(NewestHire()) == "newest_hire"
        with pytest.raises(BadInput, match="no conflict policy 'tow', did you mean two"):
            name_of("tow")
        with pytest.raises(BadInput, match="snake_case, not '<lambda>'"):
            name_of(lambda hr, dataverse: "hr")

    def test_another_function_of_the_same_name_takes_its_place(self):
        def made(side):
            def ours(hr, dataverse):
                return side

            return ours

        def ours(hr, dataverse):
            return None

        one, other = made("hr"), made("dataverse")
        for it in (one, other, ours, one):
            assert name_of(it) == "ours"
            assert POLICIES["ours"].decide is it
        with pytest.raises(BadInput, match="twice, by the argument policy= and by test_policy_f"):
            policy("ours")(two)
        policy("taken")(two)
        ours.__name__ = "taken"
        with pytest.raises(BadInput, match=r"twice, by test_policy_functions.py:\d+ and by the ar"):
            name_of(ours)

    def test_installed_packages_offer_policies(self, monkeypatch):
        """Under an entry point; its module may have registered the function already."""
        policy("registered")(two)
        POLICIES.register("registered", POLICIES._admit("registered", two), "module:two")
        POLICIES.register("plain", POLICIES._admit("plain", two), "module:two")
        assert POLICIES["plain"].decide is POLICIES["registered"].decide is two
