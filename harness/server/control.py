"""The control API, `/_harness/`: JSON in, JSON out, in the vocabulary of scenario files.

A step here is a step of a scenario file. Requests are done one at a time, whole, in the order in
which they arrive: nothing here waits for anything while it acts.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from harness.domain.commands import Command
from harness.domain.errors import BadInput, CatalogError
from harness.domain.files import decoded
from harness.domain.suggestions import cut, did_you_mean
from harness.domain.times import format_instant
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import timeline_lines
from harness.scenarios.reader import read_scenario
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text, read_tree
from harness.server import forms, views, why
from harness.server.answers import AskedWrongly, answer
from harness.server.asked import (
    RouteTable,
    body_of,
    is_asked,
    limit_of,
    number_of,
    routes,
    step_of,
    whole_number,
    word_of,
)
from harness.server.json_tree import read_json
from harness.server.live_scenario import (
    Done,
    LiveScenario,
    require_bounded,
    require_few,
)
from harness.server.stream import Watchers, change_stream, event_stream, streamed
from harness.server.wire_control import WireControl
from harness.server.wire_log import WireLog

PREFIX: Final = "/_harness"
_FILE: Final = "scenario"  # what messages call the body of a PUT
_TIMELINE_WIDTH: Final = 120
_HEAD: Final = ("seed", "start", "settings", "catalog", "given")  # of a scenario, for a reset


class Control:
    """The routes, for one live scenario."""

    def __init__(
        self,
        live: LiveScenario,
        wire: WireLog,
        watchers: Watchers,
        version: str,
        ca: Callable[[], bytes] | None = None,
    ) -> None:
        self.live, self.wire, self.watchers = live, wire, watchers
        self._version, self._ca = version, ca

    def routes(self) -> list[Route]:
        """Each address with its methods."""
        table: RouteTable = {
            "/health": {"GET": (self.health, ())},
            "/commands": {"POST": (self.commands, ())},
            "/state": {"GET": (self.state, ("step", "timeline"))},
            "/overview": {"GET": (self.overview, ("step",))},
            "/steps": {"GET": (self.steps, ())},
            "/findings": {"GET": (self.findings, ("step", "offset", "limit"))},
            "/timeline": {"GET": (self.timeline, ("after", "limit", "names", "step"))},
            "/changes": {"GET": (self.changes, ())},
            "/tables": {"GET": (self.tables, ("step",))},
            "/records": {
                "GET": (
                    self.records,
                    ("table", "step", "offset", "limit", "differing", "search"),
                )
            },
            "/grid": {"GET": (self.grid, ("table", "step", "offset", "limit"))},
            "/names": {"GET": (self.names, ("table", "search", "limit"))},
            "/explain": {"GET": (self.explain, ("record", "column", "step"))},
            "/foresee": {"GET": (self.foresee, ("table", "record", "step"))},
            "/fault-kinds": {"GET": (self.fault_kinds, ())},
            "/scenario": {
                "GET": (self.scenario, ("title", "format")),
                "PUT": (self.put_scenario, ()),
            },
            "/reset": {"POST": (self.reset, ())},
            "/rewind": {"POST": (self.rewind, ())},
        }
        if self._ca is not None:
            table = {**table, "/ca.pem": {"GET": (self.ca, ())}}
        return [*routes(PREFIX, table), *WireControl(self.wire).routes(PREFIX)]

    # what is done

    async def commands(self, request: Request) -> Response:
        node = read_json(await body_of(request))
        before = len(self.live.done)
        try:
            done = self.live.do(node)
        finally:
            if len(self.live.done) > before:
                self.watchers.tell()
        simulator = self.live.simulator
        return answer(
            {
                "at": format_instant(simulator.world.clock.now),
                "results": [_result(it) for it in done],
            }
        )

    async def put_scenario(self, request: Request) -> Response:
        tree = read_tree(decoded(await body_of(request), _FILE), _FILE)
        steps = tree.pairs.get("steps") if isinstance(tree, Pairs) else None
        if steps is not None and isinstance(steps[1], Items):
            require_bounded(steps[1].items)
        return self._begin(tree)

    async def reset(self, request: Request) -> Response:
        body = await body_of(request)
        head = read_json(body) if body.strip() else Pairs(1, 1, {})
        if not isinstance(head, Pairs):
            raise BadInput(f"reset takes the head of a scenario: {', '.join(_HEAD)}")
        for key in head.pairs:
            if key not in _HEAD:
                near = did_you_mean(key, _HEAD) or f"; it takes {', '.join(_HEAD)}"
                raise BadInput(f"reset has no {cut(key)}{near}")
        step: Node = Items(1, 1, (Text(1, 1, "turn_off"),))  # a file has one; it is not done
        form: dict[str, Node] = {"scenario": Text(1, 1, "A rehearsal"), "steps": step}
        more = {key: (Text(1, 1, key), node) for key, node in form.items()}
        return self._begin(Pairs(1, 1, {**head.pairs, **more}), steps=False)

    def _begin(self, tree: Node, *, steps: bool = True) -> Response:
        for of in _generated(tree):
            require_few(of, "given")
        scenario = read_scenario(tree, _FILE)
        self.live.put(scenario if steps else replace(scenario, steps=()))
        self.wire.clear()
        self.watchers.tell()
        return answer(views.changed(self.live))

    async def rewind(self, request: Request) -> Response:
        node = read_json(await body_of(request))
        to = node.pairs.get("to") if isinstance(node, Pairs) and len(node.pairs) == 1 else None
        if to is None or not isinstance(to[1], Text):
            raise BadInput('rewind takes {"to": N}, the number of the last step that stays')
        self.live.rewind(whole_number("to", to[1].value or ""))
        self.watchers.tell()
        return answer(views.changed(self.live))

    # what is seen

    async def health(self, request: Request) -> Response:
        return answer(views.health(self.live, self._version))

    async def state(self, request: Request) -> Response:
        return answer(views.state(self.live, step_of(request), is_asked(request, "timeline")))

    async def overview(self, request: Request) -> Response:
        return answer(views.overview(self.live, step_of(request)))

    async def findings(self, request: Request) -> Response:
        offset, limit = number_of(request, "offset", 0), limit_of(request)
        return answer(views.findings(self.live, step_of(request), offset, limit))

    async def steps(self, request: Request) -> Response:
        return answer(views.steps(self.live))

    async def timeline(self, request: Request) -> Response:
        accepts = request.headers.get("accept", "")
        display = word_of(request, "names", ("logical", "display")) == "display"
        if "text/event-stream" in accepts:
            last = request.headers.get("last-event-id") or request.query_params.get("after", "0")
            return streamed(
                event_stream(self.live, self.watchers, whole_number("after", last), display)
            )
        step = step_of(request)
        after = number_of(request, "after", 0)
        if "text/plain" in accepts:
            done = self.live.replayed(step)
            lines = [
                line
                for line in timeline_lines(done.simulator, done.done)
                if line.seq is None or line.seq > after
            ]
            return PlainTextResponse(timeline(lines, width=_TIMELINE_WIDTH) + "\n")
        most = number_of(request, "limit", 0) or None
        found = list(islice(views.entries(self.live, after, step, display), most))
        return answer({"timeline": found, "last": len(self.live.at(step).journal)})

    async def changes(self, request: Request) -> Response:
        return streamed(change_stream(self.live, self.watchers))

    async def tables(self, request: Request) -> Response:
        return answer(forms.tables(self.live, step_of(request)))

    async def records(self, request: Request) -> Response:
        found = views.records(
            self.live,
            self._table(request),
            step_of(request),
            number_of(request, "offset", 0),
            limit_of(request),
            is_asked(request, "differing"),
            request.query_params.get("search", ""),
        )
        return answer(found)

    async def grid(self, request: Request) -> Response:
        table = self._table(request)
        if not self.live.simulator.world.catalog[table].in_grid:
            raise AskedWrongly(400, "not_in_the_grid", f"{table} is not in the grid (G2)")
        most = number_of(request, "limit", 0) or None
        offset = number_of(request, "offset", 0)
        step = step_of(request)
        every = views.grid(self.live, table, step, offset, most or 999_999_999)
        return answer(every)

    async def names(self, request: Request) -> Response:
        search = request.query_params.get("search", "")
        table = self._table(request)
        return answer(views.names(self.live, table, search, limit_of(request)))

    async def explain(self, request: Request) -> Response:
        record = request.query_params.get("record")
        if not record:
            raise BadInput("record is missing: the name of the record to explain")
        column = request.query_params.get("column") or None
        return answer(why.explanation(self.live, record, step_of(request), column))

    async def foresee(self, request: Request) -> Response:
        table = self._table(request) if "table" in request.query_params else None
        record, step = request.query_params.get("record"), step_of(request)
        if record:
            return answer(why.foreseen_why(self.live, table, record, step))
        return answer(why.foreseen(self.live, table, step))

    async def fault_kinds(self, request: Request) -> Response:
        return answer(forms.fault_kinds())

    async def scenario(self, request: Request) -> Response:
        from harness.gherkin.export import export

        title = request.query_params.get("title") or None
        to = word_of(request, "format", ("scenario", "feature"))
        scenario = self.live.scenario(title)
        text = export(scenario, "feature" if to == "feature" else "scenario")
        kind = "text/x-gherkin" if to == "feature" else "application/yaml"
        return PlainTextResponse(text, media_type=f"{kind}; charset=utf-8")

    def _table(self, request: Request) -> str:
        name = request.query_params.get("table")
        if not name:
            raise BadInput("table is missing: the logical name of a table, such as cdm_worker")
        try:
            return self.live.simulator.world.catalog.table(name).name
        except CatalogError as wrong:
            raise AskedWrongly(404, "no_such_table", str(wrong)) from None

    async def ca(self, request: Request) -> Response:
        assert self._ca is not None
        return Response(self._ca(), media_type="application/x-pem-file")


def _generated(tree: Node) -> list[Node]:
    """How many records of each table a scenario's `given` generates."""
    for key in ("given", "generate"):
        found = tree.pairs.get(key) if isinstance(tree, Pairs) else None
        if found is None:
            return []
        tree = found[1]
    return [it for _, it in tree.pairs.values()] if isinstance(tree, Pairs) else []


def _result(done: Done) -> dict[str, Any]:
    does = done.step.does
    number, events = done.step.number, views.events_of(done)
    if isinstance(does, Command):
        found = {"step": number, "refused": done.refused, "events": events}
        record = getattr(does, "record", None)
        return found if record is None else {**found, "record": record}
    failure = done.failure
    return {
        "step": number,
        "holds": failure is None,
        "expected": done.held if failure is None else failure.expected,
        "actual": done.held if failure is None else failure.actual,
    }
