"""Which peers are measured: those that are installed as the lock file says."""

import os
from pathlib import Path

import pytest

from bench.peers import gateways


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(gateways, "FOLDER", tmp_path)
    return tmp_path


def installed(folder: Path, later: float) -> None:
    (folder / "node_modules").mkdir()
    done = folder / "node_modules" / ".package-lock.json"
    done.write_text("{}")
    time = (folder / "package-lock.json").stat().st_mtime + later
    os.utime(done, (time, time))


def test_without_an_installation_all_are_missing(folder: Path) -> None:
    assert gateways.missing() == list(gateways.PEERS)


def test_what_is_installed_is_not_missing(folder: Path) -> None:
    installed(folder, later=1)
    assert gateways.missing() == []


def test_what_was_installed_before_the_lock_changed_is_missing(folder: Path) -> None:
    installed(folder, later=-1)
    assert gateways.missing() == list(gateways.PEERS)
