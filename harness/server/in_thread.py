"""A server within a Python program, or a test: it runs in a thread of its own."""

import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from harness.domain.errors import BadInput, ExpectationFailed
from harness.scenarios.scenario import Scenario
from harness.server.live_scenario import LiveScenario, empty_scenario
from harness.server.process import Process
from harness.stores.kept import Replaces

Step = str | Mapping[str, Any]
_END: float = 10.0


class LocalServer:
    """A server on 127.0.0.1; in a `with` block it runs, and at its end it is gone.

    `do`, `state` and `unsupported` ask it over HTTP, as every other client does.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        store: str = "memory",
        overwrite: bool = False,
        port: int = 0,
    ) -> None:
        from harness import __version__

        replaces: Replaces = "anything" if overwrite else "nothing"
        self._live = LiveScenario(scenario or empty_scenario(), store, replaces)
        self._process = Process(self._live, __version__, port=port)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="harness serve", daemon=True)
        found = self._process.announcement()
        self.dataverse: str = found["dataverse"]
        self.dataverse_tls: str = found["dataverse_tls"]
        self.hr: str = found["hr"]
        self.hr_tls: str = found["hr_tls"]
        self.control: str = found["control"]
        self.page: str = found["page"]
        self.ca: str = found["ca"]

    def _run(self) -> None:
        try:
            self._process.run(self._ready.set)
        finally:
            self._ready.set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(_END)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server, and close its stores."""
        if self._thread.is_alive():
            self._process.stop()
            self._thread.join(_END)
        self._process.close()
        self._live.close()

    def do(self, *steps: Step | Sequence[Step]) -> list[dict[str, Any]]:
        """Do steps, or lists of them, as a scenario file has them; what came of each.

        A refusal is no error. Raises BadInput if one of them is wrong, and then none was done;
        ExpectationFailed if one is an expectation that does not hold.
        """
        every = [one for it in steps for one in (it if isinstance(it, list | tuple) else [it])]
        results: list[dict[str, Any]] = self.ask("POST", "/commands", every)["results"]
        unmet = [it for it in results if it.get("holds") is False]
        if unmet:
            raise ExpectationFailed(
                "\n\n".join(f"expected: {it['expected']}\nactual:   {it['actual']}" for it in unmet)
            )
        return results

    def state(self, step: int | None = None) -> dict[str, Any]:
        """The state as a JSON result has it; as it was after a step, if one is named."""
        found: dict[str, Any] = self.ask(
            "GET", "/state?timeline=yes" + ("" if step is None else f"&step={step}")
        )
        return found

    def reset(self, head: Mapping[str, Any] | None = None) -> None:
        """Let the world be a new one, that begins as the head of a scenario says."""
        self.ask("POST", "/reset", head or {})

    def scenario(self, title: str | None = None) -> Scenario:
        """All that happened, as a scenario."""
        from urllib.parse import quote

        from harness.scenarios.reader import parse

        query = "" if title is None else f"?title={quote(title)}"
        return parse(self.ask("GET", f"/scenario{query}"))

    def unsupported(self) -> list[dict[str, Any]]:
        """The requests of clients that were not supported."""
        return [it for it in self.ask("GET", "/requests")["requests"] if it["unsupported"]]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the control API. Raises BadInput with its message if it refuses."""
        import json
        from urllib.error import HTTPError
        from urllib.request import Request, urlopen

        data = None if body is None else json.dumps(body).encode()
        request = Request(self.control + path, data, method=method)  # noqa: S310 (our own address)
        try:
            with urlopen(request) as found:  # noqa: S310 (likewise)
                content: bytes = found.read()
                kind = found.headers.get_content_type()
        except HTTPError as error:
            with error:
                raise BadInput(json.load(error)["error"]["message"]) from None
        return json.loads(content) if kind == "application/json" else content.decode()
