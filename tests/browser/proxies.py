"""What stands between browsers and a gateway: nginx and Vite's development server, as docs/proxies.md has them."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.demo import ROOT
from tests.support.serve import comes, status
from tests.support.world import LOOPBACK
from web import npm

NGINX = os.environ.get("NGINX", "/usr/sbin/nginx")
_DOCUMENT = ROOT / "docs" / "proxies.md"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def documented(language: str) -> str:
    """The configuration that the page shows."""
    found = re.findall(rf"```{language}\n(.*?)```", _DOCUMENT.read_text("utf-8"), re.DOTALL)
    # Beside it the page has shorter pieces of it.
    return str(max(found, key=len))


@contextmanager
def nginx(folder: Path, port: int, gateway: str, *, host: str | None = "$http_host") -> Iterator[str]:
    """An nginx before a gateway; and its address.

    Args:
        folder: for what it writes.
        port: where it listens.
        gateway: the gateway's address.
        host: what it sends as Host; its own default where there is none.
    """
    kept = "proxy_set_header Host $http_host;"
    server = documented("nginx").replace("listen 8080;", f"listen {LOOPBACK}:{port};")
    server = server.replace("http://127.0.0.1:8000", gateway)
    assert server.count(kept) == server.count(gateway) == server.count(str(port)) == 1
    server = server.replace(kept, "" if host is None else f"proxy_set_header Host {host};")
    paths = "\n".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY)
    settings = folder / "nginx.conf"
    settings.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors;\n"
        f"events {{}}\nhttp {{ access_log off;\n{paths}\n{server}\n}}\n",
        "utf-8",
    )
    command = [NGINX, "-p", str(folder), "-c", str(settings), "-e", str(folder / "errors")]
    with _running(command, f"http://{LOOPBACK}:{port}") as address:
        yield address


@contextmanager
def vite(folder: Path, port: int, gateway: str, *, changes_origin: bool = False) -> Iterator[str]:
    """Vite's development server before a gateway; and its address."""
    found = npm.found()
    assert found is not None, "Vite needs Node.js."
    settings = documented("js").replace("http://127.0.0.1:8000", gateway)
    if changes_origin:
        settings = settings.replace("ws: true", "ws: true, changeOrigin: true")
    assert (gateway in settings, "changeOrigin" in settings) == (True, changes_origin)
    (folder / "vite.config.mjs").write_text(settings, "utf-8")
    (folder / "index.html").write_text("<!doctype html><title>A page</title>", "utf-8")
    program = ROOT / "web" / "node_modules" / "vite" / "bin" / "vite.js"
    command = [str(found.node), str(program), str(folder), "--config", str(folder / "vite.config.mjs")]
    with _running(
        [*command, "--host", LOOPBACK, "--port", str(port), "--strictPort"], f"http://{LOOPBACK}:{port}"
    ) as address:
        yield address


@contextmanager
def _running(command: list[str], address: str) -> Iterator[str]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            assert comes(lambda: status(address) is not None or process.poll() is not None)
            assert process.poll() is None, "it ended by itself"
            yield address
        finally:
            process.terminate()


def room(gateway: str, by: Callable[[], dict[str, str]]) -> str:
    """The id of a room with a queue; `by` makes the header with a token."""
    query = '{ room(by: {vendorId: {vendor: VSEE, id: "noor1"}}) { id } }'
    answer = httpx.post(f"{gateway}/graphql", json={"query": query}, headers=by(), trust_env=False).json()
    id: str = answer["data"]["room"]["id"]
    return id
