"""The console commands, each in a process of its own."""

import json
import os

from tests.support.forked import finished
from tests.support.mongo import KEY


class Console:
    """Runs commands as an operator does, on a database; nothing that they print may have one of the secrets."""

    def __init__(self, mongodb: str, database: str, *secrets: str) -> None:
        self._secrets = (KEY, *secrets)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MEETGRAPH_")},
            "MEETGRAPH_MONGODB_URI": mongodb,
            "MEETGRAPH_MONGODB_DATABASE": database,
            "MEETGRAPH_STORE_KEYS": json.dumps([KEY]),
        }

    def __call__(
        self, words: str, given: str = "", more: tuple[str, ...] = (), **environment: str
    ) -> tuple[int, str, str]:
        """The exit code, and what was printed on standard output and standard error.

        Args:
            words: the command.
            given: on standard input.
            more: further words, which may have blanks.
            environment: further variables.
        """
        code, said, errors = finished([*words.split(), *more], self.environment | environment, given)
        assert not [secret for secret in self._secrets if secret in said + errors]
        return code, said, errors
