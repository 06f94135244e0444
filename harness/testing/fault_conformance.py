"""The conformance suite of plugged faults: what each must do. Subclass it, and pytest runs it.

    import harness as h

    class TestQuota(h.testing.FaultConformance):
        def fault(self) -> h.Fault:
            return h.Fault("quota", after=3)

It asks the fault about everything that it may be shown, and simulates with it in force.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, Final

from harness.domain.arguments import shown as shown_value
from harness.domain.catalog import standard_catalog
from harness.domain.commands import Command, Fault
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import BadInput, PluginError
from harness.domain.fault_points import BatchStep, ClockReading, Delivery, FaultPoint
from harness.domain.fault_text import fault_text
from harness.domain.faults import FAULTS, KIND_ATTRIBUTE, FaultKind
from harness.domain.plugged_faults import keyword_arguments, strike
from harness.domain.request_kinds import ShownKind
from harness.domain.settings import DEFAULT_SETTINGS
from harness.exploration.campaign.work_units import oracle_for
from harness.exploration.workload.faults import boundary_faults
from harness.exploration.workload.generator import generate
from harness.exploration.workload.healing import healing
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle
from harness.reports.result import end_state, fingerprint
from harness.simulator.record_pairs import RecordPair
from harness.simulator.travelling_request import TravellingRequest
from harness.testing.suite import Suite, another_time

HISTORIES: Final = 25
LENGTH: Final = 40
_NUMBERS: Final = (1, 2, 3, 4, 5, 7, 10, 100, 1000)
_TIMES: Final = (0, 1, 59, 3600, 86_400, 40_000_000)  # seconds after the usual start
_KINDS: Final[tuple[ShownKind, ...]] = ("create", "edit", "delete")
_NAMES: Final = ("ada", "Ben King", "1")


class FaultConformance(Suite):
    """The whole suite: subclass it under a name that begins with `Test`, and define `fault`.

    It is a method, or a fixture, that returns the command that puts the fault in force, or several.
    """

    PART = "fault"
    EXAMPLE = 'def fault(self): return h.Fault("quota", after=3)'

    def test_what_it_does_can_happen_at_its_point(self) -> None:
        """With its keys as they are, and as explorations may draw them."""
        for given in self._faults():
            for fault in (given, *boundary_faults(given)):
                for shown in questions(fault):
                    _ask(fault, shown)  # raises, with what is wrong

    def test_the_same_question_has_the_same_answer(self) -> None:
        for fault in self._faults():
            for shown in questions(fault):
                first, second = _ask(fault, shown), _ask(fault, shown)
                assert first == second, (
                    f"asked about {shown.described}, it answers {first!r}, and then {second!r}"
                )

    def test_it_does_not_read_the_time_of_day(self) -> None:
        for fault in self._faults():
            asked = list(questions(fault))
            answers = [_ask(fault, shown) for shown in asked]
            with another_time():
                for shown, answer in zip(asked, answers, strict=True):
                    again = _ask(fault, shown)
                    assert again == answer, (
                        f"asked about {shown.described}, it answers {answer!r}, and {again!r} "
                        "where Python's clock shows another day"
                    )

    def test_it_keeps_no_state_between_questions(self) -> None:
        """Its only state is the number that it is shown."""
        for fault in self._faults():
            asked = list(questions(fault))
            answers = [_ask(fault, shown) for shown in asked]
            for shown, answer in zip(reversed(asked), reversed(answers), strict=True):
                again = _ask(fault, shown)
                assert again == answer, (
                    f"asked about {shown.described}, it answers {answer!r}, and in another order "
                    f"{again!r}"
                )

    def test_it_strikes(self) -> None:
        """In some history: else its conformance says nothing."""
        faults = self._faults()
        left = {fault.kind for fault in faults}
        for oracle, commands in _histories(faults):
            for command in commands:
                oracle.do(command)
                left -= oracle.simulator.world.faults.struck
        names = ", ".join(sorted(left))
        assert not left, f"in {HISTORIES} histories it never strikes: {names}; let it strike sooner"

    def test_simulations_follow_the_law(self) -> None:
        """Every loss is reported, and once the faults are over both sides end up the same (S5)."""
        for oracle, commands in _histories(self._faults()):
            for command in (*commands, *healing(oracle.simulator.world.settings)):
                found = first_violation(oracle.do(command))
                assert found is None, f"{found.property}: {found.message}" if found else ""

    def test_a_history_comes_to_the_same_again(self) -> None:
        faults = self._faults()
        for (oracle, commands), (again, _) in zip(
            _histories(faults), _histories(faults), strict=True
        ):
            first, second = _end(oracle, commands), _end(again, commands)
            assert first == second, f"a second run of a history comes to {second}, not to {first}"

    def test_a_fork_goes_the_same_way(self) -> None:
        """The count of each fault is copied with the simulation."""
        for oracle, commands in _histories(self._faults()):
            half = len(commands) // 2
            for command in commands[:half]:
                oracle.do(command)
            fork = oracle.fork()
            first, second = _end(oracle, commands[half:]), _end(fork, commands[half:])
            assert first == second, f"a fork of a simulation comes to {second}, not to {first}"

    def test_it_is_over_with_the_other_faults(self) -> None:
        """After `over` it is not asked any more (F6)."""
        for oracle, commands in _histories(self._faults()):
            for command in (*commands, Fault("over")):
                oracle.do(command)
            faults = oracle.simulator.world.faults
            assert not faults.plugged, "it is in force after the faults were over"
            assert not faults.held, "a delivery that it held was not delivered"

    def test_it_is_over_alone(self) -> None:
        """After `over` of its kind it is not asked any more, and what it alone held goes (F6)."""
        for oracle, commands in _histories(self._faults()):
            for command in commands:
                oracle.do(command)
            faults = oracle.simulator.world.faults
            for kind in dict.fromkeys(fault.kind for fault in self._faults()):
                oracle.simulator.attempt(Fault("over", of=kind))
                left = {plugged.kind for plugged in faults.plugged}
                assert kind not in left, f"{kind} is in force after it was over"
                held = any(kind in held.kinds for held in faults.held)
                assert not held, f"{kind} holds a delivery after it was over"

    def _faults(self) -> tuple[Fault, ...]:
        given: Any = self._given_part()
        several = isinstance(given, Iterable) and not isinstance(given, str)
        found = tuple(given) if several else () if given is None else (given,)
        for fault in found:
            if not isinstance(fault, Fault):
                self._complain(f"it is {_named(fault)}, and no h.Fault, nor several")
            try:
                kind = FAULTS.resolve(fault.kind)
                if kind.function is None:
                    raise BadInput(f"{fault.kind} is built in")
                keyword_arguments(fault)
            except BadInput as error:
                self._complain(str(error))
        if not found:
            self._complain("it is empty")
        return found


def _named(given: object) -> str:
    """What is no fault, in words: the function of one by its name."""
    kind = getattr(given, KIND_ATTRIBUTE, None)
    if isinstance(kind, FaultKind):
        return f"the function {getattr(given, '__name__', kind.words)}"
    return shown_value(given)


def questions(fault: Fault) -> Iterator[FaultPoint[Any]]:
    """What the fault may be shown at its point: each kind of change, number and time."""
    point = FAULTS[fault.kind].point
    where = [it for it in ENVIRONMENTS if fault.environment in (None, it)]
    start = DEFAULT_SETTINGS.start
    for number, after in product(_NUMBERS, _TIMES):
        now = start + after
        if point == "clock":
            yield from (ClockReading(environment, number, now) for environment in where)
        elif point == "batch step":
            for handled, more in product((0, 1, 2, 5, 100), (0, 1, 3)):
                yield BatchStep(handled, handled + more, number, now)
        else:
            for environment, kind, name in product(where, _KINDS, _NAMES):
                for table in ("cdm_worker", "cdm_title"):
                    if point == "delivery":
                        yield Delivery(table, name, kind, environment, number, now)
                    else:
                        pair = RecordPair(standard_catalog()[table], name, name)
                        yield TravellingRequest(pair, environment, kind, start, number, now)


def _ask(fault: Fault, shown: FaultPoint[Any]) -> Any:
    try:
        return strike(fault.kind, FAULTS[fault.kind], keyword_arguments(fault), shown)
    except PluginError as error:
        raise AssertionError(f"{fault_text(fault)}: {error}") from error


def _histories(faults: tuple[Fault, ...]) -> Iterator[tuple[Oracle, tuple[Command, ...]]]:
    """Random histories with these faults in force from the start, each with an oracle."""
    for seed in range(HISTORIES):
        history = generate(seed, LENGTH, faults=())
        yield (
            oracle_for(history.settings, history.given, history.catalog),
            (
                *faults,
                *history.commands,
            ),
        )


def _end(oracle: Oracle, commands: tuple[Command, ...]) -> str:
    for command in commands:
        oracle.do(command)
    return fingerprint(end_state(oracle.simulator))
