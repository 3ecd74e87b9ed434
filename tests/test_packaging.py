"""What is shipped is complete, and what is installed is exactly what was tried."""

import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

# One requirement with its hashes, folded over lines by backslashes.
LOCK = [
    line
    for line in (ROOT / "requirements.lock").read_text("utf-8").replace("\\\n", " ").splitlines()
    if line.strip() and not line.lstrip().startswith("#")
]
LOCKED = {
    canonicalize_name(wanted.name): wanted
    for wanted in (Requirement(line.split("--hash")[0]) for line in LOCK)
}
WANTED = [
    Requirement(text)
    for text in (
        *PROJECT["dependencies"],
        *(text for extra in PROJECT["optional-dependencies"].values() for text in extra),
        *PYPROJECT["build-system"]["requires"],
    )
]


def test_every_top_package_is_shipped() -> None:
    assert set(PACKAGES) == {path.parent.name for path in ROOT.glob("*/__init__.py")}


@pytest.mark.parametrize("tool", ["mypy", "importlinter"])
def test_every_shipped_package_is_checked(tool: str) -> None:
    settings = PYPROJECT["tool"][tool]
    assert set(settings.get("files", settings.get("root_packages"))) >= set(PACKAGES)


def test_the_wheel_holds_every_module(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    held = set(zipfile.ZipFile(wheel).namelist())
    modules = {str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert modules <= held


def test_the_wheel_holds_no_tests_and_no_tools(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_console_command_is_there() -> None:
    module, function = PROJECT["scripts"]["meetgraph"].split(":")
    source = (ROOT / module.replace(".", "/")).with_suffix(".py").read_text("utf-8")
    assert f"def {function}(" in source


def test_every_locked_package_has_one_version() -> None:
    assert [
        wanted.name
        for wanted in LOCKED.values()
        if [specifier.operator for specifier in wanted.specifier] != ["=="]
    ] == []


def test_every_locked_package_has_its_hashes() -> None:
    hashed = re.compile(r"[^ ]+==[^ ]+( ;[^-]+)?( +--hash=sha256:[0-9a-f]{64})+ *")
    assert [line.split()[0] for line in LOCK if not hashed.fullmatch(line)] == []


def test_the_lock_names_no_place_to_install_from() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"^\s*-(?!-hash)|://|file:| @ ", text, re.MULTILINE)


def test_no_package_is_locked_twice() -> None:
    assert len(LOCKED) == len(LOCK)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_every_dependency_is_locked_at_a_version_that_it_allows(wanted: Requirement) -> None:
    (pinned,) = LOCKED[canonicalize_name(wanted.name)].specifier
    assert Version(pinned.version) in wanted.specifier


@pytest.mark.parametrize(
    "name", ["strawberry-graphql", "graphql-core", "starlette", "aiodataloader", "msgspec"]
)
def test_what_moves_fast_is_pinned_exactly(name: str) -> None:
    (wanted,) = [Requirement(text) for text in PROJECT["dependencies"] if Requirement(text).name == name]
    assert [specifier.operator for specifier in wanted.specifier] == ["=="]
