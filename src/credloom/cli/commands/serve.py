"""`credloom serve`: the gateway for production."""

from __future__ import annotations

import sys
from argparse import Namespace

import msgspec

from credloom.cli.output import Output
from credloom.cli.serving import address_of, listen, serve
from credloom.cli.setup import catalogue_of, settings_of
from credloom.errors import StoreError
from credloom.settings import Settings


def run(arguments: Namespace, output: Output) -> int:
    """Serve until a signal asks to end; what is wrong in configuration or store ends the start."""
    found = with_arguments(settings_of(arguments, serves=True), arguments)
    catalogue = catalogue_of(found)
    if not found.refresh and not found.data_dir.is_dir():
        raise StoreError(f"There is no store in {found.data_dir} yet: run `credloom refresh`.")
    listening = listen(found.host, found.port)
    address = address_of(listening)

    def tell() -> None:
        told = {"address": address, "workers": found.workers, "data_dir": str(found.data_dir)}
        output.show(told, f"Serving on {address} (Ctrl-C ends)")
        sys.stdout.flush()

    serve(found, catalogue.sources, listening, tell)
    return 0


def with_arguments(found: Settings, arguments: Namespace) -> Settings:
    """The settings below what was typed."""
    given = {
        name: value for name in ("host", "port", "workers") if (value := getattr(arguments, name, None)) is not None
    }
    return msgspec.structs.replace(found, **given)
