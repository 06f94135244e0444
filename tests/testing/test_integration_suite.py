"""The conformance suite of integrations finds planted mistakes, each of its tests at least one."""

import datetime as dt
import itertools
from typing import ClassVar

import pytest
from testing.planted import all_tests, found_by

from harness.domain.environments import DATAVERSE, HR
from harness.domain.records import Record
from harness.simulator.integration.integration import Integration
from harness.testing.integration_conformance import IntegrationConformance

COUNTER = itertools.count()


class NoLiveDeletes(Integration):
    def deliver_delete(self, request, cause):
        self.keep_missed(request, cause)


class EveryOther(Integration):
    """With a state of its own: every other delivery is missed."""

    def __init__(self, world):
        super().__init__(world)
        self.delivered = {"hr": 0, "dataverse": 0}

    def deliver(self, request, cause):
        self.delivered[request.environment] += 1
        if self.delivered[request.environment] % 2:
            super().deliver(request, cause)
        else:
            self.keep_missed(request, cause)


@pytest.mark.slow
class TestDocumented(IntegrationConformance):
    def integration(self):
        return Integration


class TestNoLiveDeletes(IntegrationConformance):
    def integration(self):
        return NoLiveDeletes


@pytest.mark.slow
class TestEveryOther(IntegrationConformance):
    @pytest.fixture
    def integration(self):
        return EveryOther


class OneArgument(Integration):
    def deliver_delete(self, request):
        self.keep_missed(request, 1)


class DrawsLots(Integration):
    """It asks something that is not in the simulation."""

    def deliver(self, request, cause):
        if next(COUNTER) % 3:
            super().deliver(request, cause)
        else:
            self.keep_missed(request, cause)


class SharedState(Integration):
    """A set of the class, emptied by each new simulation."""

    seen: ClassVar = set()

    def __init__(self, world):
        super().__init__(world)
        self.seen.clear()

    def deliver(self, request, cause):
        if request.pair.name in self.seen:
            super().deliver(request, cause)
        else:
            self.seen.add(request.pair.name)
            self.keep_missed(request, cause)


class LosesItsState(EveryOther):
    def fork(self, world):
        return type(self)(world)


class KeepsRequests(Integration):
    def __init__(self, world):
        super().__init__(world)
        self.late = []

    def deliver(self, request, cause):
        self.late.append({request.pair.name: request})
        super().deliver(request, cause)


class Greets(Integration):
    def __init__(self, world):
        super().__init__(world)
        record = Record(1, "hello", "Hello", ("Hello",), None)
        world.stores[HR].put("cdm_title", record)


class Reports(Integration):
    def __init__(self, world):
        super().__init__(world)
        world.journal.add(world.clock.now, None, "turned_on", "administrator")


class OwnEvent(Integration):
    def deliver(self, request, cause):
        world = self.world
        world.journal.add(world.clock.now, cause, "delivering", "live sync")
        super().deliver(request, cause)


class FutureCause(Integration):
    def deliver(self, request, cause):
        super().deliver(request, len(self.world.journal) + 5)


class Unlisted(Integration):
    """It reports losses that the journal does not list."""

    def settle(self, pair, actor, cause, full=False, may_defer=False):
        done = super().settle(pair, actor, cause, full, may_defer)
        self.world.journal.losses.clear()
        return done


class Unspent(Integration):
    """It removes the request from its pair alone."""

    def deliver_delete(self, request, cause):
        if request.environment == HR:
            request.pair.hr_request = None
        else:
            super().deliver_delete(request, cause)


class NoPair(Integration):
    def turn_on(self, command):
        record = Record(1, "hello", "Hello", ("Hello",), None)
        self.world.stores[DATAVERSE].put("cdm_title", record)
        return super().turn_on(command)


class ByTheDay(Integration):
    def turn_on(self, command):
        super().turn_on(command)
        return ("not today", None, None) if dt.datetime.now(dt.UTC).year > 2020 else None


class Stranger(Integration):
    """The request of another pair."""

    def on_change(self, pair, *change):
        super().on_change(pair, *change)
        for other in self.world.record_pairs.of(pair.table.name):
            if other is not pair and other.hr_request:
                pair.hr_request = other.hr_request


PLANTED = [
    ("test_its_methods_can_be_called_as_those_they_override", OneArgument, "takes (request), exp"),
    ("test_the_same_history_comes_to_the_same", DrawsLots, "run twice: entry "),
    ("test_it_does_not_read_the_time_of_day", ByTheDay, "shows another day: entry"),
    ("test_simulations_do_not_disturb_each_other", SharedState, "beside another simulation: ent"),
    ("test_a_copy_goes_on_as_the_original_does", LosesItsState, ": entry "),
    ("test_what_it_keeps_is_its_own", KeepsRequests, "it keeps late[0]['"),
    ("test_it_does_nothing_outside_of_commands", Greets, "it writes to ['cdm_title'] before the"),
    ("test_it_does_nothing_outside_of_commands", Reports, "it reports before the first command"),
    ("test_the_journal_is_in_order", OwnEvent, "'delivering' is no kind of event"),
    ("test_the_journal_is_in_order", FutureCause, "its cause is no earlier entry"),
    ("test_the_journal_is_in_order", Unlisted, "are 'lost', and the journal lists []"),
    ("test_every_record_and_request_belongs_to_its_pair", Unspent, "requests belong to pairs, and"),
    ("test_every_record_and_request_belongs_to_its_pair", NoPair, "is a record of dataverse witho"),
    ("test_every_record_and_request_belongs_to_its_pair", Stranger, "has a request of "),
]


@pytest.mark.parametrize(("test", "integration", "message"), PLANTED)
def test_a_planted_mistake_is_found(test, integration, message):
    assert message in found_by(IntegrationConformance, test, lambda: integration)


def test_each_test_finds_one():
    assert {test for test, _, _ in PLANTED} == all_tests(IntegrationConformance)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda: int, "BadInput: integration int (builtins): is no subclass of h.Integration"),
        (lambda: NoLiveDeletes(None), "it is an object, and not the class NoLiveDeletes; define"),
    ],
)
def test_what_is_no_integration(given, message):
    test = "test_its_methods_can_be_called_as_those_they_override"
    assert message in found_by(IntegrationConformance, test, given)
