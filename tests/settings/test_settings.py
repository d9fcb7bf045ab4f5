"""Settings: one file, variables above it, and an error that tells where and what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from credloom.errors import SettingsError
from credloom.settings import SETTINGS, Settings, load, secrets_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "credloom.toml"


def test_defaults_need_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(env={})
    assert settings.data_dir == Path.home() / ".local/share/credloom"
    assert (settings.cache, settings.store, settings.sources, settings.production) == ("memory", "sqlite", None, False)


def test_every_field_is_listed_with_its_variable() -> None:
    listed = {setting.key for setting in SETTINGS}
    assert listed | {"source"} == set(Settings.__struct_fields__)
    for setting in SETTINGS:
        assert setting.variable.startswith(f"CREDLOOM_{setting.key.upper()}")


def test_variables_stand_above_the_file(file: Path) -> None:
    file.write_text('port = 9000\ncache = "memory"\nconnectors = ["mine"]\ndata_dir = "data"\n')
    settings = load(file, {"CREDLOOM_PORT": "9100", "CREDLOOM_SOURCES": "onet, esco", "CREDLOOM_PRODUCTION": "1"})
    assert settings.port == 9100
    assert settings.sources == ("onet", "esco")
    assert settings.production is True
    assert settings.connectors == (file.parent / "mine",)
    assert settings.data_dir == file.parent / "data"


def test_the_file_is_found_by_variable_and_in_the_working_folder(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("port = 9000\n")
    assert load(env={"CREDLOOM_CONFIG": str(file)}).port == 9000
    monkeypatch.chdir(file.parent)
    assert load(env={}).port == 9000


def test_folders_are_split_as_a_path(tmp_path: Path) -> None:
    settings = load(None, {"CREDLOOM_CONNECTORS": f"{tmp_path}/a:{tmp_path}/b", "CREDLOOM_DATA_DIR": str(tmp_path)})
    assert settings.connectors == (tmp_path / "a", tmp_path / "b")


def test_an_empty_variable_counts_as_unset() -> None:
    assert load(env={"CREDLOOM_PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# first\nprot = 1\n", 2, "prot: there is no such setting. Did you mean 'port'?"),
        ('port = "x"\n', 1, "port: expected a whole number, found 'x'."),
        ("port = 70000\n", 1, "expected a whole number <= 65535, found 70000."),
        ("\n\nproduction = 1\n", 3, "production: expected true or false, found 1."),
        ('log_level = "inof"\n', 1, "expected one of debug, info, warning, error, found 'inof'. Did you mean 'info'?"),
        ("data_dir = 3\n", 1, "data_dir: expected a text, found 3"),
        ('[source.onet]\nkey = "s3cret"\n', 2, "a secret comes from the environment"),
        ('[source.onet]\nulr = "x"\n', 2, "Did you mean 'url'?"),
        ("[source]\nonet = 1\n", 2, "expected a table [source.onet]"),
        ("source = 1\n", 1, "expected a table [source.source]"),
    ],
)
def test_a_mistake_in_the_file_names_its_line(file: Path, text: str, line: int, words: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(file, {})
    assert f"{file}:{line}:" in str(caught.value)
    assert words in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"CREDLOOM_PROT": "1"}, "CREDLOOM_PROT: there is no such variable. Did you mean 'CREDLOOM_PORT'?"),
        ({"CREDLOOM_PORT": "many"}, "CREDLOOM_PORT: expected a whole number, found 'many'."),
        ({"CREDLOOM_WORKERS": "0"}, "CREDLOOM_WORKERS: expected a whole number >= 1"),
        ({"CREDLOOM_STORE": "mysql://x"}, "store: expected sqlite, found 'mysql'"),
        ({"CREDLOOM_CACHE": "memcached://x"}, "cache: expected memory, redis"),
        ({"CREDLOOM_CACHE": "redis:/bad"}, "cache: expected memory, redis"),
        ({"CREDLOOM_CACHE": "redis://host:port/0"}, "cache: expected memory, redis"),
        ({"CREDLOOM_PUBLIC_URL": "data.example"}, "public_url: expected http"),
        ({"CREDLOOM_ALLOWED_ORIGINS": "*,https://a.example/x"}, "found 'https://a.example/x'"),
        ({"CREDLOOM_CONFIG": "/nowhere/credloom.toml"}, "cannot be read"),
        ({"CREDLOOM_API_KEYS_FILE": "/nowhere/keys"}, "api_keys: /nowhere/keys cannot be read"),
    ],
)
def test_a_mistake_in_a_variable_names_it(env: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=r".") as caught:
        load(env=env)
    assert words in str(caught.value)


def test_a_file_that_is_not_toml_is_refused(file: Path) -> None:
    file.write_text("port = \n")
    with pytest.raises(SettingsError, match="not TOML"):
        load(file, {})
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="not TOML"):
        load(file, {})


def test_key_files_hold_hashes_only(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"# teams\n\n{'0a' * 32} front end\n")
    assert load(env={"CREDLOOM_API_KEYS_FILE": str(keys)}).api_keys == keys
    keys.write_text("a-key-in-the-clear\n")
    with pytest.raises(SettingsError, match="keys:1: expected the SHA-256") as caught:
        load(env={"CREDLOOM_API_KEYS_FILE": str(keys)})
    assert "clear" not in str(caught.value)


def test_addresses_in_the_file_lie_below_variables(file: Path) -> None:
    file.write_text(
        '[source.new-york-suny]\nurl = "https://a.example"\n[source.reg]\nassistant-url = "https://b.example"\n'
    )
    settings = load(file, {})
    assert settings.source_environment({}) == {
        "CREDLOOM_SOURCE_NEW_YORK_SUNY_URL": "https://a.example",
        "CREDLOOM_SOURCE_REG_ASSISTANT_URL": "https://b.example",
    }
    changed = settings.source_environment({"CREDLOOM_SOURCE_NEW_YORK_SUNY_URL": "https://c.example"})
    assert changed["CREDLOOM_SOURCE_NEW_YORK_SUNY_URL"] == "https://c.example"


def test_secrets_are_known_for_the_logs() -> None:
    env = {"CREDLOOM_SOURCE_ONET_KEY": "k-123456", "CREDLOOM_CACHE": "redis://user:pass-word@cache.example"}
    assert secrets_of(load(env=env), env) == ["k-123456", "pass-word"]
