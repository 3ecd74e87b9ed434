"""Routers before our API and somebody else's subgraph, each a process of its own."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from graph.schema.sdl import without_scopes
from tests.interop import appointments
from tests.support.demo import ADMIN
from tests.support.world import LOOPBACK, bound, port_of, served

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "schema.graphql"
# Each router with the composition that comes from where it does.
COMPOSITIONS = {"apollo": "apollo", "hive": "guild", "hive-router": "guild"}


class Router(NamedTuple):
    """A router before our API and somebody else's."""

    name: str
    address: str

    def ask(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> Any:
        """The whole answer."""
        body = {"query": query, "variables": variables}
        response = httpx.post(
            self.address, json=body, headers={**ADMIN, **(headers or {})}, trust_env=False, timeout=30
        )
        assert response.status_code == 200, response.text
        return response.json()

    def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def ids(self, vendor: str, number: int) -> list[str]:
        """The ids of a vendor's last meetings."""
        found: list[str] = []
        page: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
        while page["hasNextPage"]:
            meetings = self.data(
                """query ($after: String, $vendors: [Vendor!]) {
                     meetings(first: 100, after: $after, filter: {vendors: $vendors}) {
                       nodes { id } pageInfo { endCursor hasNextPage } } }""",
                after=page["endCursor"],
                vendors=[vendor],
            )["meetings"]
            found += [row["id"] for row in meetings["nodes"]]
            page = meetings["pageInfo"]
        assert len(found) >= number
        return found[-number:]


@contextmanager
def composed(node: Path, gateway: str, folder: Path) -> Iterator[None]:
    """Puts into a folder what each library composes of us and the appointments, which are served meanwhile."""
    other = folder / "appointments.graphql"
    other.write_text(appointments.SCHEMA.as_str(), "utf-8")
    ours = folder / "meetgraph.graphql"
    place = bound()
    served_at = f"http://{LOOPBACK}:{port_of(place)}/graphql"
    for library in set(COMPOSITIONS.values()):
        sdl = SCHEMA.read_text("utf-8")
        # Apollo Gateway refuses a schema with scopes.
        ours.write_text(without_scopes(sdl) if library == "apollo" else sdl, "utf-8")
        command = [str(node), "compose.js", library, f"{ours}={gateway}", f"{other}={served_at}"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True, timeout=60)
        supergraph = json.loads(done.stdout)
        assert supergraph["errors"] == []
        (folder / library).write_text(supergraph["supergraph"], "utf-8")
    with served({place: appointments.APP}):
        yield


@contextmanager
def starting(node: Path, supergraphs: Path) -> Iterator[Callable[..., Router]]:
    """Starts a router with what it is told, once; all of them end with the block."""
    running: dict[tuple[str, ...], Router] = {}
    with ExitStack() as stack:

        def start(*words: str) -> Router:
            if words not in running:
                name, *more = words
                command = [str(node), "router.js", name, str(supergraphs / COMPOSITIONS[name]), *more]
                pipe = subprocess.PIPE
                process = stack.enter_context(
                    subprocess.Popen(command, cwd=HERE, stdin=pipe, stdout=pipe, text=True)
                )
                stack.callback(process.kill)
                assert process.stdout is not None
                address = process.stdout.readline().strip()
                assert address.startswith("http"), f"{name} did not start"
                running[words] = Router(name, address)
            return running[words]

        yield start
