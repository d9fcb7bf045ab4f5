"""`credloom sources`, `sources check`, `sources new`, with files and with a server on loopback."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import ROWS, Command


class Handler(BaseHTTPRequestHandler):
    """`/programs.csv` is there, `/secret.csv` wants a key, `/broken.csv` is broken."""

    def do_GET(self) -> None:
        status = {"/programs.csv": 200, "/secret.csv": 401}.get(self.path, 502)
        body = ROWS.encode() if status == 200 else b"<html>no</html>"
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-type", "text/csv" if status == 200 else "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


@pytest.mark.usefixtures("catalog")
def test_the_list_tells_what_is_used_and_why_the_rest_is_not(command: Command) -> None:
    told = {entry["key"]: entry for entry in command("sources", "--json").json}
    assert told["elsewhere"] == {
        "key": "elsewhere",
        "name": "Colleges of Elsewhere",
        "kind": "STATE_CATALOG",
        "mode": "MIRROR",
        "reason": None,
    }
    assert told["colorado-etpl"]["reason"] == "It is not in the list of enabled sources."
    assert "Colleges of Elsewhere" in command("sources").out
    assert command("sources", "list") == command("sources")
    assert command("sources", "list", "--json") == command("sources", "--json")


@pytest.mark.usefixtures("catalog")
def test_check_shows_first_records_and_refusals(command: Command) -> None:
    ran = command("sources", "check")
    assert ran.code == 0
    assert ran.out.startswith("elsewhere: ")
    assert "ceterms:LearningProgram" in ran.out
    assert "Welding" in ran.out
    assert "refused " in ran.out
    told = command("sources", "check", "elsewhere", "--json").json[0]
    assert told["record_count"] == 3
    assert told["records"][0]["key"].startswith("urn:credloom:elsewhere:")
    assert told["refusal_count"] == len(told["refusals"]) > 0
    assert told["problem"] is None


COLLEGE = """\
[source]
name = "College"
language = "en-US"

[fetch]
reader = "csv"
url = "{url}"

[[record]]
name = "program"
type = "LearningProgram"
id = "Id"
[record.map]
"ceterms:name" = "Title"
"ceterms:description" = "About"
"ceterms:offeredBy" = "School"
"ceterms:occupationType" = "Job"
"ceterms:estimatedCost" = {{ field = "Price", type = {{ value = "Tuition" }} }}
"ceterms:teaches" = {{ field = "Skills", split = ";" }}
"ceterms:isPreparationFor" = {{ record = "credential" }}

[[record]]
type = "Certificate"
id = "Id"
copy = ["ceterms:name", "ceterms:estimatedCost"]
"""
COURSES = (
    "Id,Title,About,School,Job,Price,Skills\n"
    '1,Welding,"Learn \x1b[31mto\nweld.",Mesa Ridge,51-4121,"$4,200",Safety;Blueprints;Grinding;Cutting\n'
    "2,Nursing,Care for people.,Mesa Ridge,29-1141,call us,Safety;Hygiene\n"
)


def test_check_shows_the_first_row_as_a_person_reads_it_then_what_it_mentions(command: Command, catalog: Path) -> None:
    folder = catalog.parent / "connectors" / "elsewhere"
    (folder / "manifest.toml").write_text(COLLEGE.format(url=catalog.as_uri()), encoding="utf-8")
    catalog.write_text(COURSES, encoding="utf-8")
    lines = command("sources", "check").out.splitlines()
    assert lines[0] == "elsewhere: 2 rows became 10 records, 1 refusal"
    assert lines[1] == (
        "  5 ceasn:Competency, 2 ceterms:LearningProgram, 2 ceterms:Certificate, 1 ceterms:Organization"
    )
    assert [line.split()[0] for line in lines[2:-1] if not line.startswith("      ")] == [
        "ceterms:LearningProgram", "ceterms:Certificate", "ceterms:Organization", *["ceasn:Competency"] * 2,
    ]  # fmt: skip
    assert [line.strip() for line in lines[3:10]] == [
        "ceterms:name: Welding",
        "ceterms:description: Learn [31mto weld.",
        "ceterms:offeredBy: → Mesa Ridge",
        "ceterms:occupationType: 51-4121 Welders, Cutters, Solderers, and Brazers",
        "ceterms:estimatedCost: directCostType Tuition, price 4200, currency USD",
        "ceterms:teaches: Safety; Blueprints; Grinding; Cutting",
        "ceterms:isPreparationFor: → Welding",
    ]
    assert lines[-1].startswith("  refused programs.csv:4 (ceterms:estimatedCost): ")
    told = command("sources", "check", "--json").json[0]
    assert [record["type"] for record in told["records"][:2]] == ["ceterms:LearningProgram", "ceterms:Certificate"]
    assert (told["documents"], told["record_count"], told["refusal_count"]) == (2, 10, 1)


def test_check_names_what_a_registry_refers_to(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = next((Path(__file__).resolve().parents[2] / "connectors" / "credential-registry").glob("sample*"))
    monkeypatch.setenv("CREDLOOM_SOURCE_CREDENTIAL_REGISTRY_URL", sample.as_uri())
    lines = command("sources", "check", "credential-registry").out.splitlines()
    assert lines[0] == "credential-registry: 6 documents became 9 records, 0 refusals"
    assert lines[2] == "  ceterms:Certificate  ce-3a6f1c52-08d4-4b7e-9f21-5c0d7e8a1b02"
    requires = next(line for line in lines if "ceterms:requires" in line)
    assert "targetLearningOpportunity → Harbor Crane Operation" in requires
    assert not any("ceterms:ctid" in line for line in lines)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("1,Welding,48.0508\n", "1 row became 1 record, 0 refusals"),
        ("1,Welding,x\n2,Nursing,51.3801\n3,Dance,y\n", "3 rows became 3 records, 2 refusals"),
    ],
)
def test_check_counts_as_one_speaks(command: Command, catalog: Path, rows: str, told: str) -> None:
    catalog.write_text(f"Id,Title,Code\n{rows}", encoding="utf-8")
    ran = command("sources", "check")
    assert ran.out.startswith(f"elsewhere: {told}\n")
    assert ran.out.count("ceterms:LearningProgram") == rows.count("\n")


def test_check_says_why_a_source_gives_nothing(command: Command, catalog: Path) -> None:
    catalog.write_text("Id,Title,Code\n", encoding="utf-8")
    ran = command("sources", "check")
    assert ran.code == 1
    assert "elsewhere" in ran.out
    catalog.unlink()
    ran = command("sources", "check", "--json")
    assert ran.code == 1
    assert ran.json[0]["problem"]
    assert ran.json[0]["code"] == "NOT_FOUND"


@pytest.mark.usefixtures("catalog")
def test_a_source_that_is_not_there_is_named_with_the_nearest(command: Command) -> None:
    ran = command("sources", "check", "elswhere")
    assert ran.code == 1
    assert "Did you mean 'elsewhere'?" in ran.err
    assert "not enabled" in command("sources", "check", "colorado-etpl").err


def test_new_writes_a_manifest_that_loads_and_never_twice(
    command: Command, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = command("sources", "new", "us-xx", "--from", str(catalog))
    assert ran.code == 0, ran.err
    file = catalog.parent / "connectors" / "us-xx" / "manifest.toml"
    assert tomllib.loads(file.read_text(encoding="utf-8"))["fetch"]["url"] == catalog.as_uri()
    monkeypatch.setenv("CREDLOOM_SOURCES", "us-xx")
    assert command("sources", "check", "us-xx").code == 0
    again = command("sources", "new", "us-xx", "--from", str(catalog))
    assert again.code == 1
    assert "nothing was written" in again.err


def test_new_makes_the_folder_that_the_settings_name(
    command: Command, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDLOOM_SOURCES", "us-xx")  # which is not there yet, either
    monkeypatch.setenv("CREDLOOM_CONNECTORS", "my/connectors")
    ran = command("sources", "new", "us-xx", "--from", str(catalog))
    assert ran.code == 0, ran.err
    assert (catalog.parent / "my" / "connectors" / "us-xx" / "manifest.toml").is_file()
    assert command("sources", "check").code == 0


def test_new_from_an_address_asks_as_any_source_is_asked(
    command: Command, catalog: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = command("sources", "new", "us-xx", "--from", f"{server}/programs.csv")
    assert refused.code == 1
    assert not (catalog.parent / "connectors" / "us-xx").exists()
    monkeypatch.setenv("CREDLOOM_ALLOW_PRIVATE_ADDRESSES", "1")
    ran = command("sources", "new", "us-xx", "--from", f"{server}/programs.csv", "--json")
    assert ran.code == 0, ran.err
    assert f'url = "{server}/programs.csv"' in ran.json["manifest"]
    assert "401" in command("sources", "new", "us-yy", "--from", f"{server}/secret.csv").err
    assert command("sources", "new", "us-yy", "--from", f"{server}/broken.csv").code == 1
    assert not (catalog.parent / "connectors" / "us-yy").exists()


def test_new_needs_a_folder_and_a_sample(command: Command, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cannot be read" in command("sources", "new", "us-xx", "--from", "nothing.csv").err
    monkeypatch.delenv("CREDLOOM_CONNECTORS")
    monkeypatch.delenv("CREDLOOM_SOURCES")
    assert "CREDLOOM_CONNECTORS" in command("sources", "new", "us-xx", "--from", str(catalog)).err
