"""The rules of the tree that a reader relies on, held by machine."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from models.vendor import Vendor
from simulators.__main__ import SIMULATORS
from vendors.registry import VENDORS

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


def sources(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "node_modules" not in path.parts)


MODULES = sources(*PACKAGES, "bench")
TESTS = sources("tests")
EVERYTHING = [*MODULES, *TESTS]

LONGEST = 300
# Where a tenant is made out of nothing: where requests come in, where adapters are opened, and where data is carried
# over from before there were tenants. All else is told.
OF_THE_DEFAULT_TENANT = {
    "models/account.py",
    "graph/serving/settings.py",
    "store/migration.py",
    "store/migration_steps.py",
}
# How MongoDB's operators, variables and paths begin.
OPERATOR = re.compile(r"\$+[A-Za-z]")
# A file of this name holds what nobody knew a place for.
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
# What stands in every vendor's folder, so that who knows one knows all.
OF_EVERY_VENDOR = {
    "README.md",
    "__init__.py",
    "adapter.py",
    "auth.py",
    "client.py",
    "named_in.py",
    "payloads.py",
    "registration.py",
    "settings.py",
}
# Folders below tests/ that are about no package of their own.
NO_MIRRORS = {
    "abuse",
    "chaos",
    "payloads",
    "support",
    "browser",
    "interop",
    "end_to_end",
    "fifth_vendor",
    "contract",
}


def named(paths: Iterable[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> set[str]:
    """The top packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def first_sentence(path: Path) -> str:
    return (ast.get_docstring(tree(path)) or "").split("\n\n")[0]


each_vendor = pytest.mark.parametrize("vendor", Vendor)


def test_the_arrow_only_points_down(tmp_path: Path) -> None:
    # In a process of its own: it configures logging, and that silences every logger made before.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"]
    done = subprocess.run(
        [*command, "--cache-dir", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_package_has_its_place_in_the_layers() -> None:
    layers = [
        contract["layers"]
        for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
        if "layers" in contract
    ]
    floors = [
        f"graph.{folder.name}" for folder in (ROOT / "graph").iterdir() if (folder / "__init__.py").is_file()
    ]
    beside = [package for layer in layers[0] for package in layer.split(" | ")]
    assert beside == [package for package in PACKAGES if package != "simulators"]
    assert sorted(layers[1]) == sorted(floors)


def test_simulators_import_nothing_of_ours() -> None:
    ours = set(PACKAGES) - {"simulators"}
    assert named(path for path in sources("simulators") if ours & imported(path)) == []


def test_nothing_of_ours_imports_a_simulator() -> None:
    ours = sources(*(set(PACKAGES) - {"simulators"}))
    assert named(path for path in ours if "simulators" in imported(path)) == []


def test_nothing_that_runs_imports_what_only_tests_need() -> None:
    assert named(path for path in MODULES if {"tests", "pytest", "hypothesis"} & imported(path)) == []


def test_mongodb_is_spoken_to_where_the_documents_are_and_nowhere_else() -> None:
    drivers = {"pymongo", "bson", "beanie"}
    here = {ROOT / "models" / "documents", ROOT / "store"}
    elsewhere = [path for path in MODULES if not here & set(path.parents)]
    assert named(path for path in elsewhere if drivers & imported(path)) == []


def test_mongodbs_language_is_spoken_in_the_store_and_in_the_documents_alone() -> None:
    here = {ROOT / "models" / "documents", ROOT / "store"}
    speakers = [path for path in sources(*PACKAGES) if not here & set(path.parents)]
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in speakers
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and OPERATOR.match(node.value)
    ] == []


def test_documents_are_values_and_hold_no_process() -> None:
    processes = ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith | ast.While
    documents = sources("models/documents")
    assert {"asyncio", "threading", "time"} & set().union(*map(imported, documents)) == set()
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in documents
        for node in ast.walk(tree(path))
        if isinstance(node, processes)
    ] == []


def test_vendors_are_spoken_to_in_the_transports_and_nowhere_else() -> None:
    clients = {"httpx", "httpcore", "httptools", "pyreqwest", "aiohttp", "requests"}
    transports = ROOT / "vendors" / "transports"
    elsewhere = [path for path in sources("vendors") if transports not in path.parents]
    assert named(path for path in elsewhere if clients & imported(path)) == []


def test_documents_are_made_and_reached_through_one_door() -> None:
    def names(path: Path) -> set[str]:
        found = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        imports = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom))
        return found | {alias.name for node in imports for alias in node.names}

    beanies = {
        "Document",
        "get_pymongo_collection",
        "get_motor_collection",
        "find_all",
        "insert",
        "save",
        "replace_one",
    }
    door = ROOT / "models" / "documents" / "stored.py"
    others = [path for path in sources("models", "store", "commands", "resolvers", "graph") if path != door]
    assert names(door) >= {"Document", "get_pymongo_collection"}
    assert named(path for path in others if beanies & names(path)) == []


def test_no_model_but_what_is_stored_reaches_outside() -> None:
    outside = {"asyncio", "socket", "subprocess", "httpx", "os", "pathlib", "tempfile"}
    values = [path for path in sources("models") if ROOT / "models" / "documents" not in path.parents]
    assert named(path for path in values if outside & imported(path)) == []


def test_background_tasks_have_one_owner() -> None:
    """Beside it only those start tasks that wait for them in the same block: these, and no others."""
    blocks = {
        "commands/events.py": 1,
        "graph/operations/plans/execution.py": 1,
        "graph/serving/http/disconnects.py": 2,
        "graph/serving/streams/responses.py": 4,
        "resolvers/subscriptions.py": 2,
        "store/deadline.py": 1,
        "store/mongod.py": 2,
        "vendors/shared_call.py": 1,
    }
    starting = {"create_task", "ensure_future", "run_coroutine_threadsafe", "TaskGroup"}

    def starts(path: Path) -> int:
        return sum(
            isinstance(node, ast.Attribute | ast.Name)
            and (node.attr if isinstance(node, ast.Attribute) else node.id) in starting
            for node in ast.walk(tree(path))
        )

    ours = sources(*(set(PACKAGES) - {"simulators"}))
    found = {str(path.relative_to(ROOT)): starts(path) for path in ours if starts(path)}
    assert found == {"runtime/background_tasks.py": 1, **blocks}


def test_no_task_is_kept_by_a_module() -> None:
    """What a module keeps outlives every gateway in the process, and no stop waits for it."""

    def keeps(node: ast.stmt) -> bool:
        return isinstance(node, ast.Assign | ast.AnnAssign) and any(
            name in ast.unparse(node) for name in ("BackgroundTasks(", "asyncio.Task")
        )

    ours = sources(*(set(PACKAGES) - {"simulators"}))
    assert named(path for path in ours if any(keeps(node) for node in tree(path).body)) == []


def test_no_mapping_takes_a_call_for_a_safe_one() -> None:
    """It maps what reads answer and what writes answer, so only who calls it knows which."""
    mappings = [path for path in sources("vendors") if "mapping" in path.parts or path.stem == "mapping"]
    assert mappings
    assert named(path for path in mappings if "Safe(" in path.read_text("utf-8")) == []


def test_no_file_is_named_for_having_no_subject() -> None:
    assert named(path for path in EVERYTHING if NO_NAMES & {path.stem, path.parent.name}) == []


def test_no_file_is_too_long_to_be_about_one_thing() -> None:
    assert named(path for path in MODULES if len(path.read_text("utf-8").splitlines()) > LONGEST) == []


def test_every_module_says_in_a_sentence_what_it_is_for() -> None:
    assert named(path for path in EVERYTHING if not first_sentence(path).endswith((".", ":"))) == []


def test_no_class_has_the_name_of_another() -> None:
    """Two only: a GraphQL type and its model. The vendors' packages speak their vendor's language."""
    vendors = {ROOT / "vendors" / vendor.value.lower() for vendor in Vendor}
    places: dict[str, list[str]] = {}
    for path in sources(*(set(PACKAGES) - {"simulators"})):
        if vendors & set(path.parents):
            continue
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    doubles = {name: sorted(found) for name, found in places.items() if len(found) > 1}
    assert {
        name: found
        for name, found in doubles.items()
        if [place.split("/")[0] for place in found] != ["graph", "models"]
        or not found[0].startswith("graph/schema/types/")
    } == {}


def test_nothing_is_left_to_be_done_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    assert named(path for path in EVERYTHING if any(word in path.read_text("utf-8") for word in words)) == []


# Vendors


@each_vendor
def test_every_vendor_has_a_row_in_the_registry(vendor: Vendor) -> None:
    assert [row.vendor for row in VENDORS].count(vendor) == 1


@each_vendor
def test_every_vendor_has_the_same_files(vendor: Vendor) -> None:
    folder = ROOT / "vendors" / vendor.value.lower()
    assert {entry.name for entry in folder.iterdir()} >= OF_EVERY_VENDOR
    assert (folder / "mapping.py").is_file() != (folder / "mapping").is_dir()


def test_every_vendor_has_a_simulator_in_the_registrys_order() -> None:
    """The demo finds a vendor's simulator by its place."""
    assert [kind.vendor for kind in SIMULATORS] == [row.vendor.value for row in VENDORS]
    assert [kind.port_offset for kind in SIMULATORS] == list(range(len(VENDORS)))


@each_vendor
def test_every_vendor_is_named_by_its_value_and_has_a_label(vendor: Vendor) -> None:
    assert (vendor.name, bool(vendor.label)) == (vendor.value, True)


def test_no_vendor_is_treated_apart_above_its_adapter() -> None:
    members = {vendor.value for vendor in Vendor}
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("graph", "resolvers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr in members) == ("Vendor", True)
    ] == []


# Tests


def test_the_tests_are_no_package() -> None:
    # Else tests/models would stand in the place of models.
    assert named(path for path in TESTS if path.name == "__init__.py") == []


def test_every_test_stands_where_its_subject_stands() -> None:
    folders = {path.parent.relative_to(ROOT / "tests") for path in TESTS}
    assert [
        str(folder)
        for folder in folders
        if not NO_MIRRORS & set(folder.parts) and not (ROOT / folder).is_dir()
    ] == []


def test_only_files_named_as_tests_hold_tests() -> None:
    def holds_tests(path: Path) -> bool:
        functions = (
            node for node in tree(path).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        return any(function.name.startswith("test_") for function in functions)

    assert named(path for path in TESTS if holds_tests(path) != path.name.startswith("test_")) == []


FILE = re.compile(rf"`((?:{'|'.join((*PACKAGES, 'tests'))})/[\w/.]+)[`:]")
# Its table of renames names what was before.
PAGES = [
    page
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "vendors").rglob("*.md"))
    if not page.name.startswith("0012")
]


def test_every_file_that_the_page_for_contributors_names_exists() -> None:
    """Files of a package, by their path; those of every vendor's folder are named without one."""
    named_there = FILE.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert len(named_there) > 30
    assert [name for name in named_there if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named(PAGES))
def test_every_file_that_a_page_of_the_docs_names_exists(page: Path) -> None:
    assert [name for name in FILE.findall(page.read_text("utf-8")) if not (ROOT / name).exists()] == []


def test_nothing_falls_back_to_the_default_tenant() -> None:
    found = [path for path in MODULES if "DEFAULT_TENANT" in path.read_text("utf-8")]
    assert {name for name in named(found) if not name.startswith("bench/")} == OF_THE_DEFAULT_TENANT
