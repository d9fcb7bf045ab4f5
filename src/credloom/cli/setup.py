"""What most commands begin with: settings, logs, the catalogue of sources."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable

from credloom import log, settings
from credloom.errors import UsageError, nearest
from credloom.settings import Settings
from credloom.sources.catalogue import Catalogue
from credloom.sources.catalogue import load as load_catalogue


def settings_of(arguments: Namespace, *, serves: bool = False) -> Settings:
    """The settings; logs are set up by them, on stderr.

    A command that does not serve tells people how it goes in its own words. Of the log it shows what went wrong, and
    everything with `debug`.
    """
    found = settings.load(arguments.config)
    level = "warning" if found.log_level == "info" and not serves else found.log_level
    log.configure(level, found.log_format, secrets=settings.secrets_of(found))
    return found


def catalogue_of(found: Settings) -> Catalogue:
    """The enabled sources, with the operator's addresses and secrets."""
    return load_catalogue(found.connectors, enabled=found.sources, env=found.source_environment(os.environ))


def enabled(names: Iterable[str], catalogue: Catalogue) -> None:
    """Raise `UsageError` for a name that is no enabled source, with the reason or the nearest one."""
    for name in names:
        if name in catalogue.disabled:
            raise UsageError(f"{name} is not enabled: {catalogue.disabled[name]}")
        if name not in catalogue.sources:
            known = ", ".join(sorted(catalogue.sources)) or "none is enabled"
            near = nearest(name, catalogue.sources) or f" Expected one of: {known}."
            raise UsageError(f"There is no source {name!r}.{near}")
