"""The documentation is complete: every setting, error code and link; and the commands of the README are found."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from credloom import __version__
from credloom.cli.parser import parser
from credloom.errors import CredloomError
from credloom.settings import OUTSIDE, SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| .+ \| (.+) \|$", text("docs/configuration.md"), re.MULTILINE)
    assert rows == [(setting.key, setting.variable, setting.meaning) for setting in SETTINGS]
    for variable in OUTSIDE:
        assert f"`{variable}`" in text("docs/configuration.md")


def _errors(kind: type[CredloomError]) -> Iterator[type[CredloomError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _errors(below)


def test_every_error_code_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text("docs/errors.md"), re.MULTILINE))
    assert documented == {kind.code for kind in _errors(CredloomError)}


def test_every_command_is_in_the_changelog_and_has_help() -> None:
    actions = next(action for action in parser()._actions if action.dest == "command")
    assert actions.choices is not None
    for name in actions.choices:
        assert name in text("CHANGELOG.md")


def _typed() -> list[str]:
    """Every command that a page shows in code."""
    shown = re.compile(r"(?:`|^ *|\.venv/bin/)credloom ([a-z][^`\n#]*)", re.MULTILINE)
    return sorted({words.strip() for page in PAGES for words in shown.findall(page.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("words", _typed())
def test_every_command_that_is_shown_can_be_typed(words: str) -> None:
    parser().parse_args(["2" if word == "N" else word for word in shlex.split(words)])


def test_the_version_has_a_changelog_entry() -> None:
    assert f"## {__version__}" in text("CHANGELOG.md")
    assert f'version = "{__version__}"' in text("pyproject.toml")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_readme_holds_the_two_commands() -> None:
    for name, words in (("demo", "credloom demo"), ("tests", "pytest")):
        found = subprocess.run(
            [".ci/readme-command", name], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        assert words in found
        assert "\n" not in found
    missing = subprocess.run([".ci/readme-command", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert missing.returncode == 1


def test_scripts_are_short_and_say_what_they_are_for() -> None:
    for script in sorted((ROOT / ".ci").iterdir()):
        lines = script.read_text(encoding="utf-8").splitlines()
        assert len(lines) < 45, script
        assert lines[0].startswith("#!")
        assert lines[1].startswith(("# ", '"""')), script


def test_the_lock_pins_by_hash_and_names_no_host() -> None:
    done = subprocess.run([".ci/check-lock"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
