"""Folders of connectors, addresses and secrets of the environment, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from credloom.errors import ManifestError, SettingsError
from credloom.sources.catalogue import built_in, load, variable

TEXT = """\
[source]
name = "State"
[fetch]
reader = "csv"
urls = { main = "https://state.example/list.csv", outcomes = "https://state.example/outcomes.csv" }
secret = { env = "STATE_TOKEN", required = true }
[record]
type = "LearningProgram"
id = "id"
[map]
"ceterms:name" = "name"
"""


def folder(root: Path, key: str, text: str = TEXT) -> Path:
    (root / key).mkdir(parents=True)
    (root / key / "manifest.toml").write_text(text)
    return root


THE_OPERATORS = ("colorado-etpl", "job-postings", "new-york-suny", "north-carolina-catalog", "onet")
"""Built-in connectors whose address nobody but the operator knows."""


def test_built_in_connectors_are_found() -> None:
    found = load(env={})
    assert list(found.sources) == ["credential-registry"]
    assert tuple(sorted(found.disabled)) == THE_OPERATORS
    assert (built_in() / "colorado-etpl" / "manifest.toml").is_file()


def test_no_built_in_connector_has_an_invented_address() -> None:
    urls = [url for source in load(env={}).sources.values() for url in source.urls.values()]
    assert urls
    assert not [url for url in urls if ".example" in url]


@pytest.mark.parametrize("key", THE_OPERATORS)
def test_a_built_in_connector_without_an_address_waits_for_the_operators(key: str) -> None:
    reason = f"It has no address: set {variable(key, 'URL')}."
    assert load(env={}).disabled[key] == reason
    with pytest.raises(ManifestError) as caught:
        load(enabled=[key], env={})
    assert str(caught.value) == f"{built_in() / key / 'manifest.toml'}: {reason}"
    source = load(env={variable(key, "URL"): "https://state.example/api"}).sources[key]
    assert source.urls["main"] == "https://state.example/api"


def test_addresses_and_secrets_of_the_environment(tmp_path: Path) -> None:
    env = {
        "CREDLOOM_SOURCE_US_XX_URL": "file:///data/list.csv",
        "CREDLOOM_SOURCE_US_XX_OUTCOMES_URL": "file:///data/outcomes.csv",
        "STATE_TOKEN": "s3cret",
    }
    source = load([folder(tmp_path, "us-xx")], env=env, builtin=False).sources["us-xx"]
    assert source.urls == {"main": "file:///data/list.csv", "outcomes": "file:///data/outcomes.csv"}
    assert source.secret == "s3cret"
    assert "s3cret" not in repr(source)
    assert variable("us-xx", "outcomes_url") == "CREDLOOM_SOURCE_US_XX_OUTCOMES_URL"


def test_the_general_variable_of_a_secret(tmp_path: Path) -> None:
    env = {"CREDLOOM_SOURCE_US_XX_KEY": "general"}
    assert load([folder(tmp_path, "us-xx")], env=env, builtin=False).sources["us-xx"].secret == "general"


def test_what_lacks_something_is_disabled_unless_it_is_named(tmp_path: Path) -> None:
    root = folder(tmp_path, "us-xx")
    found = load([root], env={}, builtin=False)
    assert not found.sources
    assert found.disabled == {"us-xx": "It needs a secret: set STATE_TOKEN."}
    with pytest.raises(ManifestError, match="set STATE_TOKEN"):
        load([root], enabled=["us-xx"], env={}, builtin=False)


def test_a_source_without_an_address_is_disabled(tmp_path: Path) -> None:
    root = folder(tmp_path, "us-xx", '[source]\nname = "X"\n[fetch]\nreader = "ctdl"\n')
    assert load([root], env={}, builtin=False).disabled == {
        "us-xx": "It has no address: set CREDLOOM_SOURCE_US_XX_URL."
    }


def test_only_what_is_named_is_enabled(tmp_path: Path) -> None:
    root = folder(folder(tmp_path, "one", TEXT.replace(", required = true", "")), "two")
    found = load([root], enabled=["one"], env={}, builtin=False)
    assert (list(found.sources), list(found.disabled)) == (["one"], ["two"])
    with pytest.raises(SettingsError, match=r"no connector 'ones'\. Did you mean 'one'\?"):
        load([root], enabled=["ones"], env={}, builtin=False)


def test_one_bad_manifest_fails_the_whole_catalogue(tmp_path: Path) -> None:
    root = folder(folder(tmp_path, "good"), "bad", "[source]\n")
    with pytest.raises(ManifestError, match=r"bad/manifest\.toml"):
        load([root], env={}, builtin=False)


def test_a_later_folder_replaces_an_earlier_one(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", "us-xx", TEXT.replace(", required = true", ""))
    second = folder(tmp_path / "b", "us-xx", TEXT.replace("State", "Other").replace(", required = true", ""))
    found = load([first, second], env={}, builtin=False)
    assert found.sources["us-xx"].manifest.source.name == "Other"
    with pytest.raises(SettingsError, match="no such folder"):
        load([tmp_path / "nowhere"], env={}, builtin=False)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("CREDLOOM_SOURCE_US_XY_URL", "Did you mean 'CREDLOOM_SOURCE_US_XX_URL'?"),
        ("CREDLOOM_SOURCE_US_XX_OUTCOME_URL", "Did you mean 'CREDLOOM_SOURCE_US_XX_OUTCOMES_URL'?"),
        ("CREDLOOM_SOURCE_US_XX_KAY", "Did you mean 'CREDLOOM_SOURCE_US_XX_KEY'?"),
    ],
)
def test_a_variable_of_no_source_stops_the_start(tmp_path: Path, name: str, near: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: no connector has such") as caught:
        load([folder(tmp_path, "us-xx")], env={"STATE_TOKEN": "s", name: "file:///x"}, builtin=False)
    assert near in str(caught.value)
    assert load([tmp_path], env={"STATE_TOKEN": "s", name: ""}, builtin=False).sources, "an empty one is unset"
