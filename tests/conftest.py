"""What all tests share: the same examples in every run, however slow the machine, and one MongoDB."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.mongo import a_mongod

settings.register_profile("the same everywhere", deadline=None, derandomize=True)
settings.load_profile("the same everywhere")


@pytest.fixture(scope="session")
def mongodb() -> Iterator[str]:
    """The address of a real MongoDB that all tests of this process share."""
    with a_mongod() as uri:
        yield uri
