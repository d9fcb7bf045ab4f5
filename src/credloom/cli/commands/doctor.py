"""`credloom doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

from argparse import Namespace

import msgspec

from credloom import log, settings
from credloom.cli import doctor
from credloom.cli.doctor import Finding, guarded
from credloom.cli.output import Output, wrapped
from credloom.cli.setup import catalogue_of
from credloom.errors import CredloomError

MARKS = {"ok": "ok  ", "warning": "warn", "bad": "BAD "}
INDENT = 6


def run(arguments: Namespace, output: Output) -> int:
    """Print the findings; exit code 1 where one is bad."""
    findings = [*guarded("versions", doctor.versions), *guarded("clock", doctor.time), *_configured(arguments)]
    output.show(msgspec.to_builtins(findings), "\n".join(_line(finding) for finding in findings))
    return 1 if any(finding.state == "bad" for finding in findings) else 0


def _configured(arguments: Namespace) -> list[Finding]:
    """What needs settings, and then what needs sources; the first that is wrong is the last finding."""
    try:
        found = settings.load(arguments.config)
    except CredloomError as error:
        return [Finding("settings", "bad", str(error), "Correct it: docs/configuration.md lists every setting.")]
    log.configure("error", found.log_format, secrets=settings.secrets_of(found))
    from credloom.cli import doctor_store

    findings = [Finding("settings", "ok", "read")]
    findings += guarded("data_dir", lambda: doctor.data_directory(found))
    findings += guarded("cache", lambda: doctor.cache(found))
    try:
        catalogue = catalogue_of(found)
    except CredloomError as error:
        return [*findings, Finding("sources", "bad", str(error), "Correct the manifest: docs/connectors.md.")]
    findings += guarded("sources", lambda: doctor.sources(found, catalogue))
    findings += guarded("store", lambda: doctor_store.store(found, catalogue))
    return findings + guarded("reach", lambda: doctor_store.reachable(found, catalogue))


def _line(finding: Finding) -> str:
    line = wrapped(f"{MARKS[finding.state]}  {finding.about}: {finding.found}", INDENT)
    return f"{line}\n{wrapped(' ' * INDENT + finding.mend, INDENT)}" if finding.mend else line
