"""What all tests share: the same examples in every run, however slow the machine, and one MongoDB."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

from store.mongod import Mongod
from tests.support.mongo import a_mongod

settings.register_profile("the same everywhere", deadline=None, derandomize=True)
settings.load_profile("the same everywhere")


def pytest_collection_finish() -> None:
    """Spares the garbage collector the modules of all tests: each whole collection would take a third of a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def mongod() -> Iterator[Mongod]:
    """A real MongoDB that all tests of this process share: whoever freezes it thaws it."""
    with a_mongod() as mongod:
        yield mongod


@pytest.fixture(scope="session")
def mongodb(mongod: Mongod) -> str:
    """Its address."""
    assert mongod.uri is not None
    return mongod.uri
