"""Deletes that follow: those made while integration was on are carried out, however late (L9, L10).

Which deletes follow is one question for all of them together: a record may only go if everything
that looks it up over there goes too. It is the largest such set, found by taking away what cannot.

>>> strongly_connected([1, 2, 3], {1: [2], 2: [1], 3: [1]}.get)
[[1, 2], [3]]
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from harness.domain.environments import DATAVERSE, HR, Environment, other
from harness.domain.events import Actor
from harness.domain.request_kinds import DELETE
from harness.simulator.integration.live_sync import LiveSync
from harness.simulator.integration.settlement import FAILED
from harness.simulator.integration.writing import Asked, WriteProblem
from harness.simulator.record_pairs import RecordPair, Request

Node = TypeVar("Node", bound=Hashable)


class Following(LiveSync):
    """The layer that decides which late deletes follow, and carries them out."""

    __slots__ = ()

    def deletes_that_follow(self) -> dict[RecordPair, Request]:
        """The requests for deletes that follow, of all tables, by record (L9)."""
        world = self.world
        if world.settings.late_delete == "undone":
            return {}
        found: dict[RecordPair, Request] = {}
        for request in world.missed.in_order():
            pair = request.pair
            if self.may_follow(request) and pair.tracked and not self.edited_after(request):
                found.setdefault(pair, request)
        gone = [pair for pair in found if not self.may_go(pair, found)]
        while gone:
            pair = gone.pop()
            if pair not in found:
                continue
            # what this one looks up over there cannot go either, as it stays
            uses = world.uses(other(found.pop(pair).environment))
            gone += [it for it in uses.targets(pair) if it in found and not self.may_go(it, found)]
        return found

    def may_follow(self, request: Request) -> bool:
        """Whether this request comes to a delete that was made while integration was on (L9)."""
        return request.kind == DELETE and request.made_on

    def may_go(self, pair: RecordPair, following: dict[RecordPair, Request]) -> bool:
        """Whether all that looks the record up over there is deleted in the same direction."""
        environment = following[pair].environment
        uses = self.world.uses(other(environment))
        return not uses.in_use(pair) or all(
            user in following and following[user].environment == environment
            for user in uses.unordered_users(pair)
        )

    def in_order_of_deletion(
        self, following: dict[RecordPair, Request], wanted: Iterable[RecordPair]
    ) -> list[list[Request]]:
        """Those deletes, each after what looks its record up; in one group what cannot be (L10).

        `wanted` are the records that are carried out, in the reverse of B1's order.
        """
        among = {pair: number for number, pair in enumerate(wanted)}

        def users(pair: RecordPair) -> list[RecordPair]:
            uses = self.world.uses(other(following[pair].environment))
            if not uses.in_use(pair):
                return []
            its = [user for user in uses.unordered_users(pair) if user in among]
            return sorted(its, key=among.__getitem__)

        return [[following[pair] for pair in group] for group in strongly_connected(among, users)]

    def carry_out(self, group: list[Request], actor: Actor, cause: int) -> int:
        """Carry out deletes, all in one go; return how many failed.

        Where one fails before it was applied, none is carried out.
        """
        if len(group) == 1:
            return int(self.carry_out_delete(group[0], actor, cause) == FAILED)
        across = other(group[0].environment)
        with self.in_one_go({request.pair: Asked() for request in group}):
            struck = self.first_in_use(group, across)
        asked: dict[RecordPair, Asked] = {}
        for request in group if struck is None and self.world.faults.any else ():
            pair = request.pair
            asked[pair] = self.ask(pair, across == HR, across == DATAVERSE, True)
            problem = asked[pair].problem
            if problem is not None:
                struck = pair, problem
                break
        if struck is None:
            with self.in_one_go({it.pair: asked.get(it.pair, Asked()) for it in group}):
                return sum(self.carry_out_delete(it, actor, cause) == FAILED for it in group)
        first, problem = struck
        reason = f"it is deleted together with {first.name}, which failed"
        for request in group:
            also = WriteProblem("R19", reason, across)
            self.fail(request.pair, actor, cause, problem if request.pair is first else also)
        return len(group)

    def first_in_use(
        self, group: list[Request], environment: Environment
    ) -> tuple[RecordPair, WriteProblem] | None:
        """The first of a group that cannot be deleted there, and why; None if all can."""
        unavailable = self.unavailable() if self.world.faults.any else None
        if unavailable is not None:
            return group[0].pair, unavailable
        for request in group:
            problem = self.in_use(request.pair, environment)
            if problem is not None:
                return request.pair, problem
        return None


def strongly_connected(
    nodes: Iterable[Node], before: Callable[[Node], Iterable[Node] | None]
) -> list[list[Node]]:
    """The nodes in groups, each after the groups of what is `before` its own (Tarjan).

    A group are nodes that are before each other, in the order given; most are of one node.
    """
    given = list(nodes)
    place = {node: number for number, node in enumerate(given)}
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    groups: list[list[Node]] = []
    for first in given:
        if first in index:
            continue
        work = [(first, iter(before(first) or ()))]
        index[first] = low[first] = len(index)
        stack.append(first)
        on_stack.add(first)
        while work:
            node, further = work[-1]
            for earlier in further:
                if earlier not in index:
                    index[earlier] = low[earlier] = len(index)
                    stack.append(earlier)
                    on_stack.add(earlier)
                    work.append((earlier, iter(before(earlier) or ())))
                    break
                if earlier in on_stack:
                    low[node] = min(low[node], index[earlier])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    group = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        group.append(member)
                        if member == node:
                            break
                    groups.append(sorted(group, key=place.__getitem__))
    return groups
