"""What a command through the control API costs, against a bare Starlette app that echoes it.

Two processes, one connection each, in turns: the same edit of a worker as JSON, posted to the
control API and to an app that parses it and sends it back. The figure is the processor's
milliseconds of the server, a request; what the client takes is in neither.

    python -m tests.benchmarks.control [--workers N]
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.rounds import Ratio, parser, play, show

REQUESTS = 1000  # a turn: so many that a tick of 10 ms is none
ECHO = """
import asyncio, json, sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def echo(request):
    return JSONResponse(json.loads(await request.body()))

app = Starlette(routes=[Route("/_harness/commands", echo, methods=["POST"])])
config = uvicorn.Config(app, port=0, log_level="error", access_log=False, lifespan="off")

class Announced(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        port = self.servers[0].sockets[0].getsockname()[1]
        print(json.dumps({"control": f"http://127.0.0.1:{port}/_harness"}), flush=True)

Announced(config).run()
"""


def used(process: int) -> float:
    """The processor's milliseconds of a process so far, in all its threads (Linux)."""
    after_name = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def client(server: int, address: str, record: str) -> Callable[[], float]:
    """Posts edits over one connection a turn, and returns the milliseconds of one."""
    sent = 0

    def run() -> float:
        nonlocal sent
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        connection.connect()
        before = used(server)
        for _ in range(REQUESTS):
            sent += 1
            step = {"edit": {"in": "hr", "record": record, "values": {"cdm_lastname": f"K{sent}"}}}
            connection.request("POST", "/_harness/commands", json.dumps(step))
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{address} answered {answer.status}: {content.decode()}")
        return (used(server) - before) / REQUESTS

    return run


def main() -> None:
    made = parser(__doc__, rounds=10)
    made.add_argument("--workers", type=int, default=10_000, help="records in the world")
    chosen = made.parse_args()
    folder = tempfile.TemporaryDirectory()
    scenario = Path(folder.name, "many.yaml")
    scenario.write_text(
        f"scenario: Many\ngiven: {{generate: {{cdm_worker: {chosen.workers}}}}}\n"
        "steps:\n  - create: {in: hr, table: cdm_title, record: t, values: {cdm_name: T}}\n"
        "  - create: {in: hr, table: cdm_worker, record: own, values: {cdm_workernumber: own}}\n",
        "utf-8",
    )
    commands = [
        [sys.executable, "-m", "harness", "serve", str(scenario)],
        [sys.executable, "-c", ECHO],
    ]
    servers = [subprocess.Popen(it, stdout=subprocess.PIPE, text=True) for it in commands]
    try:
        ours, bare = (
            client(it.pid, json.loads(it.stdout.readline())["control"], "own") for it in servers
        )
        contenders = {"control": ours, "echo": bare}
        for once in contenders.values():
            once()  # the first requests of a process are slower
        measured = play(contenders, 2 if chosen.quick else chosen.rounds)
        show(measured, "ms", [Ratio("control", "echo", "at most", 2)])
    finally:
        folder.cleanup()
        for server in servers:
            server.terminate()
            server.wait(5)


if __name__ == "__main__":
    main()
