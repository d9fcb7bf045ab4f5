"""Typed settings from one TOML file and, above it, environment variables. Whatever is unknown stops the start.

`SETTINGS` lists every setting with its variable, default and meaning; docs/configuration.md shows the same list.
Secrets come from the environment alone: a file that holds one is refused.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from credloom.errors import SettingsError, nearest

DEFAULT_FILE = Path("credloom.toml")
PREFIX = "CREDLOOM_"
SOURCE_PREFIX = "CREDLOOM_SOURCE_"
OUTSIDE = frozenset({"CREDLOOM_CONFIG", "CREDLOOM_SHARED_DATA"})
"""Variables that are no settings: where the file lies, and where the tests find public data."""

_ORIGIN = re.compile(r"https?://[^/\s?#@*]+")
_HASH = re.compile(r"[0-9a-f]{64}(\s|$)")

_Positive = Annotated[int, Meta(ge=1)]
_NotNegative = Annotated[int, Meta(ge=0)]
_Port = Annotated[int, Meta(ge=0, le=65535)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an operator can set. Times in milliseconds or seconds, sizes in bytes, as the names say."""

    data_dir: Path = Path("~/.local/share/credloom")
    connectors: tuple[Path, ...] = ()
    sources: tuple[str, ...] | None = None
    store: str = "sqlite"
    cache: str = "memory"
    allow_private_addresses: bool = False
    public_url: str | None = None
    allowed_origins: tuple[str, ...] = ()
    production: bool = False
    api_keys: Path | None = None
    host: str = "127.0.0.1"
    port: _Port = 8000
    workers: _Positive = 1
    deadline_ms: _Positive = 10_000
    max_body_bytes: _Positive = 262_144
    max_concurrent_requests: _Positive = 64
    cache_entries: _Positive = 50_000
    response_cache_bytes: _NotNegative = 67_108_864
    response_cache_seconds: _NotNegative = 60
    response_max_age: _NotNegative = 10
    stall_ms: _NotNegative = 0
    refresh: bool = True
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "text"] = "auto"
    source: Mapping[str, Mapping[str, str]] = {}
    """Addresses of sources by key: what `[source.KEY]` says."""

    def source_environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """The environment as the catalogue of sources reads it: `[source.KEY]` tables below real variables."""
        below = {
            f"{SOURCE_PREFIX}{_variable_part(key)}_{_variable_part(name)}": value
            for key, names in self.source.items()
            for name, value in names.items()
        }
        return {**below, **env}


class Setting(msgspec.Struct, frozen=True):
    """One setting as the documentation shows it."""

    key: str
    variable: str
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("data_dir", "CREDLOOM_DATA_DIR", "Where the store lies. One process writes, any number read."),
    Setting(
        "connectors",
        "CREDLOOM_CONNECTORS",
        "Folders of connectors beside the built-in ones; a later one replaces an earlier one's key.",
    ),
    Setting("sources", "CREDLOOM_SOURCES", "Which sources to use. Unset: all that have what they need."),
    Setting("store", "CREDLOOM_STORE", "`sqlite`: the embedded store in `data_dir`."),
    Setting(
        "cache", "CREDLOOM_CACHE", "`memory`, or `redis://…` (Redis or Valkey) as a second level that workers share."
    ),
    Setting(
        "allow_private_addresses",
        "CREDLOOM_ALLOW_PRIVATE_ADDRESSES",
        "Whether sources may lie on loopback or private networks.",
    ),
    Setting("public_url", "CREDLOOM_PUBLIC_URL", "The address that users see. Unset: from the request."),
    Setting(
        "allowed_origins",
        "CREDLOOM_ALLOWED_ORIGINS",
        "Other sites whose pages may ask from a browser (CORS): `https://app.example`, or `*` for all.",
    ),
    Setting(
        "production",
        "CREDLOOM_PRODUCTION",
        "Turns off introspection, the query page and suggestions of field names.",
    ),
    Setting(
        "api_keys", "CREDLOOM_API_KEYS_FILE", "File of API keys, one SHA-256 in hex a line. Unset: public reads only."
    ),
    Setting("host", "CREDLOOM_HOST", "The address that `serve` listens on."),
    Setting("port", "CREDLOOM_PORT", "The port that `serve` listens on; 0 takes a free one."),
    Setting("workers", "CREDLOOM_WORKERS", "How many web processes `serve` starts, beside the one that refreshes."),
    Setting("deadline_ms", "CREDLOOM_DEADLINE_MS", "How long one request may take in all."),
    Setting("max_body_bytes", "CREDLOOM_MAX_BODY_BYTES", "The largest request body; a larger one is answered 413."),
    Setting(
        "max_concurrent_requests",
        "CREDLOOM_MAX_CONCURRENT_REQUESTS",
        "How many requests one web process works on at once; more are answered 503 with Retry-After.",
    ),
    Setting("cache_entries", "CREDLOOM_CACHE_ENTRIES", "How many values one process keeps in its memory cache."),
    Setting(
        "response_cache_bytes",
        "CREDLOOM_RESPONSE_CACHE_BYTES",
        "How much memory one web process uses for whole answers, given again until the store changes; 0 for none.",
    ),
    Setting(
        "response_cache_seconds",
        "CREDLOOM_RESPONSE_CACHE_SECONDS",
        "How long a whole answer is given again at most; less where a source counts as fresh for less.",
    ),
    Setting(
        "response_max_age",
        "CREDLOOM_RESPONSE_MAX_AGE",
        "For how many seconds a CDN or browser may show an answer to a GET before it asks whether that still holds.",
    ),
    Setting(
        "stall_ms",
        "CREDLOOM_STALL_MS",
        "For finding defects: what blocks a web process for so many milliseconds is logged; 0: nothing is.",
    ),
    Setting("refresh", "CREDLOOM_REFRESH", "Whether `serve` starts the process that refreshes on schedule."),
    Setting(
        "log_level",
        "CREDLOOM_LOG_LEVEL",
        "`debug`, `info`, `warning` or `error`. Only `serve` shows `info`; other commands tell how it goes themselves.",
    ),
    Setting("log_format", "CREDLOOM_LOG_FORMAT", "`json`, `text`, or `auto`: text on a terminal, else JSON."),
)
_VARIABLES = {setting.variable: setting.key for setting in SETTINGS}
_TYPES = get_type_hints(Settings, include_extras=True)


def load(file: Path | None = None, env: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a file (`CREDLOOM_CONFIG`, else ./credloom.toml if there) below those of the environment.

    Raises `SettingsError` with file, line, key and the nearest known key.
    """
    given: dict[str, Any] = {}
    path = file or (Path(env["CREDLOOM_CONFIG"]) if env.get("CREDLOOM_CONFIG") else None)
    if path is not None or DEFAULT_FILE.is_file():
        given |= _from_file(path or DEFAULT_FILE)
    given |= _from_environment(env)
    settings = Settings(**given)
    _check(settings)
    return msgspec.structs.replace(
        settings,
        data_dir=settings.data_dir.expanduser().absolute(),
        connectors=tuple(folder.expanduser().absolute() for folder in settings.connectors),
    )


def secrets_of(settings: Settings, env: Mapping[str, str] = os.environ) -> list[str]:
    """Every secret that is set, so that logs can leave them out."""
    found = [value for name, value in env.items() if name.startswith(SOURCE_PREFIX) and name.endswith("_KEY")]
    parts = [urlsplit(address).password for address in (settings.cache, settings.store) if "://" in address]
    return [word for word in (*found, *parts) if word]


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: this is not TOML: {error}.") from error
    found: dict[str, Any] = {}
    for key, value in table.items():
        place = f"{path}:{_line(text, key)}: {key}"
        if key == "source":
            found[key] = _addresses(path, text, value)
        elif key not in _TYPES:
            raise SettingsError(f"{place}: there is no such setting.{nearest(key, [s.key for s in SETTINGS])}")
        else:
            found[key] = _beside(path, _convert(value, key, place))
    return found


def _beside(file: Path, value: Any) -> Any:
    """Paths in a file are relative to its folder, wherever the command is started."""
    if isinstance(value, Path):
        return file.parent / value.expanduser()
    if isinstance(value, tuple) and value and isinstance(value[0], Path):
        return tuple(file.parent / item.expanduser() for item in value)
    return value


def _addresses(path: Path, text: str, tables: object) -> dict[str, dict[str, str]]:
    """`[source.KEY]` tables: `url` and `NAME_url` only."""
    found: dict[str, dict[str, str]] = {}
    for key, table in tables.items() if isinstance(tables, dict) else [("source", tables)]:
        if not isinstance(table, dict):
            raise SettingsError(f'{path}:{_line(text, key)}: expected a table [source.{key}] with url = "…".')
        for name, value in table.items():
            place = f"{path}:{_line(text, name)}: source.{key}.{name}"
            if name.endswith("key") or "secret" in name or "token" in name:
                raise SettingsError(f"{place}: a secret comes from the environment: {SOURCE_PREFIX}…_KEY.")
            if not name.endswith("url") or not isinstance(value, str):
                raise SettingsError(f'{place}: expected url = "…" or NAME_url = "…".{nearest(name, ["url"])}')
        found[key] = table
    return found


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for variable, value in env.items():
        if not variable.startswith(PREFIX) or variable.startswith(SOURCE_PREFIX) or variable in OUTSIDE:
            continue
        if variable not in _VARIABLES:
            raise SettingsError(f"{variable}: there is no such variable.{nearest(variable, [*_VARIABLES, *OUTSIDE])}")
        if value:
            key = _VARIABLES[variable]
            found[key] = _convert(_split(key, value), key, variable)
    return found


def _split(key: str, value: str) -> str | list[str]:
    if key == "connectors":
        return [part for part in value.split(os.pathsep) if part]
    if key in ("sources", "allowed_origins"):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _convert(value: object, key: str, place: str) -> Any:
    """A value as the setting's type; texts stand for numbers and booleans where they come from a variable."""
    strict = not place.startswith(PREFIX)
    try:
        return msgspec.convert(value, _TYPES[key], strict=strict, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{place}: {_expectation(_TYPES[key], value, str(error))}") from error


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise ValueError(f"expected a text, found {value!r}")


def _expectation(kind: Any, value: object, reason: str) -> str:
    if get_origin(kind) is Literal:
        return f"expected one of {', '.join(get_args(kind))}, found {value!r}.{nearest(str(value), get_args(kind))}"
    plain = reason.partition(" - at ")[0].replace("`", "").partition(", got ")[0]
    for word, meaning in _WORDS.items():
        plain = re.sub(rf"\b{word}\b", meaning, plain)
    return f"{plain[0].lower()}{plain[1:]}, found {value!r}."


_WORDS = {"int": "a whole number", "bool": "true or false", "str": "a text", "array": "a list"}
"""The words of TOML's types, as they stand in what `msgspec` says."""


def _check(settings: Settings) -> None:
    """What a single type cannot say."""
    if settings.store != "sqlite":
        raise SettingsError(f"store: expected sqlite, found {(urlsplit(settings.store).scheme or settings.store)!r}.")
    if settings.cache != "memory" and not _is_redis(settings.cache):
        raise SettingsError("cache: expected memory, redis://HOST:PORT/NUMBER or rediss://….")
    if settings.public_url and urlsplit(settings.public_url).scheme not in ("http", "https"):
        raise SettingsError(f"public_url: expected http://… or https://…, found {settings.public_url!r}.")
    for origin in settings.allowed_origins:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise SettingsError(f"allowed_origins: expected https://HOST without a path, or *, found {origin!r}.")
    if settings.api_keys is not None:
        _check_keys(settings.api_keys)


def _is_redis(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("redis", "rediss") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port that is none
        return False


def _check_keys(file: Path) -> None:
    try:
        lines = file.expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"api_keys: {file} cannot be read.") from error
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#") and not _HASH.match(line):
            raise SettingsError(f"{file}:{number}: expected the SHA-256 of a key in hex, never the key itself.")


def _line(text: str, key: str) -> int:
    """The line on which a key or a table stands; 1 where it cannot be told."""
    pattern = re.compile(rf"""^\s*\[?(?:source\.)?["']?{re.escape(key)}["']?\s*[=\].]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _variable_part(name: str) -> str:
    return name.upper().replace("-", "_")
