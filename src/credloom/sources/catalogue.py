"""All connectors: the built-in folders and the operator's, read whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path

import msgspec

from credloom.errors import ManifestError, SettingsError, nearest
from credloom.sources.manifest import Manifest, Source
from credloom.sources.parse import FILE, read


class Catalogue(msgspec.Struct, frozen=True):
    """The enabled sources by key, and the manifests that were found but are not enabled (with the reason)."""

    sources: dict[str, Source]
    disabled: dict[str, str] = {}


def built_in() -> Path:
    """The folder of the connectors that come with Credloom: in the package, or at the top of a working copy."""
    inside = Path(str(resources.files("credloom"))) / "_connectors"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "connectors"


def manifests(folders: Iterable[Path]) -> dict[str, Manifest]:
    """The manifests of all connector folders inside some folders; a later folder replaces an earlier one's key."""
    found: dict[str, Manifest] = {}
    for folder in folders:
        if not folder.is_dir():
            raise SettingsError(f"{folder}: there is no such folder of connectors.")
        for inner in sorted(folder.iterdir()):
            if (inner / FILE).is_file():
                found[inner.name] = read(inner)
    return found


def load(
    folders: Sequence[Path] = (),
    *,
    enabled: Sequence[str] | None = None,
    env: Mapping[str, str],
    builtin: bool = True,
) -> Catalogue:
    """The catalogue of the built-in connectors and of those in `folders`.

    `enabled` names what to use; without it, all that have what they need (a secret that is required, an address).
    Raises `ManifestError` or `SettingsError`; a caller that reloads keeps its old catalogue then.
    """
    found = manifests([*([built_in()] if builtin else []), *folders])
    for name in enabled or ():
        if name not in found:
            raise SettingsError(f"There is no connector {name!r}.{nearest(name, found)}")
    _check_variables(found, env)
    sources: dict[str, Source] = {}
    disabled: dict[str, str] = {}
    for key, manifest in found.items():
        source = _source(manifest, env)
        reason = _missing(source)
        if enabled is not None and key not in enabled:
            disabled[key] = "It is not in the list of enabled sources."
        elif reason and enabled is None:
            disabled[key] = reason
        elif reason:
            raise ManifestError(f"{manifest.folder / FILE}: {reason}")
        else:
            sources[key] = source
    return Catalogue(sources, disabled)


_PREFIX = "CREDLOOM_SOURCE_"


def _check_variables(found: Mapping[str, Manifest], env: Mapping[str, str]) -> None:
    """Refuse an address or a secret of a source that no manifest knows: a slip there would change nothing, silently."""
    given = [name for name, value in env.items() if name.startswith(_PREFIX) and value]
    if not given:
        return
    secrets = (manifest.fetch.secret for manifest in found.values())
    known = {secret.env for secret in secrets if secret is not None and secret.env}
    for key, manifest in found.items():
        known |= {
            variable(key, name) for name in ("URL", "MAIN_URL", "KEY", *(f"{n}_URL" for n in manifest.fetch.urls))
        }
    for name in sorted({*given} - known):
        raise SettingsError(
            f"{name}: no connector has such an address or secret (it is also what a table [source.KEY] sets)."
            f"{nearest(name, [word for word in known if word.startswith(_PREFIX)])}"
        )


def variable(key: str, name: str) -> str:
    """The environment variable of a source: `CREDLOOM_SOURCE_<KEY>_<NAME>`."""
    plain = key.upper().replace("-", "_")
    return f"{_PREFIX}{plain}_{name.upper().replace('-', '_')}"


def _source(manifest: Manifest, env: Mapping[str, str]) -> Source:
    key, fetch = manifest.source.key, manifest.fetch
    urls = dict(fetch.urls)
    for name in {"main", *urls}:
        names = [variable(key, f"{name}_URL"), *([variable(key, "URL")] if name == "main" else [])]
        given = [env[word] for word in names if env.get(word)]
        urls |= {name: given[-1]} if given else {}
    secret = env.get(variable(key, "KEY"))
    if fetch.secret is not None and fetch.secret.env:
        secret = env.get(fetch.secret.env) or secret
    return Source(manifest=manifest, urls=urls, secret=secret or None)


def _missing(source: Source) -> str:
    wanted = source.manifest.fetch.secret
    if wanted is not None and wanted.required and not source.secret:
        return f"It needs a secret: set {wanted.env or variable(source.key, 'KEY')}."
    if not source.urls:
        return f"It has no address: set {variable(source.key, 'URL')}."
    return ""
