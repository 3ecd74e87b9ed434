"""Every statement that the store makes finds its documents by an index, and looks at few others on the way."""

import ast
from pathlib import Path
from typing import Any

import store as package
from store.store import Store
from tests.support.statements import Place, database, lived, places, store

# A statement may look at so many documents.
AT_MOST = 40
# What is carried over is read whole, once; the doctor reads as `agreement` does, of a handful of keys; an operator's
# commands verify, export and prune the whole audit log, and encrypt everything anew.
_READ_WHOLE = {
    *("migration.py", "migration_steps.py", "diagnosis.py"),
    *("agreement.py", "rekey.py", "audit_reading.py", "audit_retention.py"),
}

__all__ = ["database", "places", "store"]


def asking_lines() -> set[Place]:
    """The lines of the store that ask for a collection."""
    [folder] = package.__path__
    return {
        (file.name, node.lineno)
        for file in Path(folder).glob("*.py")
        if file.name not in _READ_WHOLE
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "raw"
    }


async def test_every_statement_finds_its_documents_by_an_index(
    store: Store, database: Any, places: set[Place]
) -> None:
    found = await lived(store, database)
    assert len(found) > 100
    assert [shown(row) for row in found if "COLLSCAN" in row["planSummary"]] == []
    assert [shown(row) for row in found if row.get("docsExamined", 0) > AT_MOST] == []
    assert asking_lines() - places == set()


def shown(row: dict[str, Any]) -> Any:
    asked = {
        name: row["command"][name] for name in ("q", "filter", "query", "pipeline") if name in row["command"]
    }
    return row["ns"], row["op"], row["planSummary"], row.get("docsExamined"), asked
