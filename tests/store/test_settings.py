"""What an operator may set about the store, and what is refused with which words."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from graph.serving.process.demo import DemoSettings
from graph.serving.settings import Settings
from store.settings import StoreSettings

KEY = "k" * 32
URI = "mongodb://user:CANARY-4711@db.example:27017"


def refused(**settings: object) -> str:
    with pytest.raises(ValidationError) as caught:
        StoreSettings(**settings)
    [problem] = caught.value.errors(include_input=False, include_url=False)
    assert "CANARY" not in str(caught.value)
    return f"{problem['loc'][0]}: {problem['msg']}"


def test_without_any_setting_a_private_mongod_has_the_users_data_folder() -> None:
    folder = StoreSettings().data_folder()
    assert folder is not None
    assert folder.parts[-2:] == ("meetgraph", "mongodb")


def test_a_demo_has_a_folder_of_its_own_each_time() -> None:
    assert DemoSettings().data_folder() is None


def test_no_environment_points_a_demo_at_a_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MEETGRAPH_MONGODB_URI", URI)
    monkeypatch.setenv("MEETGRAPH_MONGODB_FOLDER", str(tmp_path))
    monkeypatch.setenv("MEETGRAPH_STORE_KEYS", f'["{KEY}"]')
    wanted = DemoSettings()
    assert (wanted.mongodb_uri, wanted.data_folder(), wanted.store_keys) == (None, None, ())
    # As it would, where it is no demo.
    assert Settings().data_folder() == tmp_path


def test_an_address_needs_keys() -> None:
    said = refused(mongodb_uri=URI)
    assert said.startswith("store_keys:")
    assert "MEETGRAPH_MONGODB_URI" in said


def test_a_short_key_is_refused() -> None:
    assert refused(store_keys=["CANARY-4711"]) == "store_keys: Value error, a key has at least 32 characters"


@pytest.mark.parametrize("uri", ["http://CANARY-4711", "mongodb://", "mongodb://a:CANARY-4711:b@h", "CANARY"])
def test_what_is_no_address_is_refused_without_repeating_it(uri: str) -> None:
    assert refused(mongodb_uri=uri, store_keys=[KEY]).startswith("mongodb_uri: Value error, it is no address")


@pytest.mark.parametrize("name", ["", "a b", "a.b", "a/b", "$a", "x" * 64])
def test_a_name_that_no_database_can_have_is_refused(name: str) -> None:
    assert refused(mongodb_database=name).startswith("mongodb_database:")


def test_a_variable_set_to_nothing_is_not_set() -> None:
    wanted = StoreSettings.model_validate({"mongodb_uri": "", "mongodb_folder": "", "mongod": ""})
    assert wanted == StoreSettings()


def test_no_representation_shows_a_key_or_an_address() -> None:
    shown = repr(StoreSettings.model_validate({"mongodb_uri": URI, "store_keys": [KEY]}))
    assert "CANARY" not in shown
    assert KEY not in shown
