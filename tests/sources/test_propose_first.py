"""`credloom sources new` for a college that writes its first catalog: prose, the publisher's terms, its credentials."""

from __future__ import annotations

from pathlib import Path

import pytest

from credloom.model.record import Node, Record
from credloom.normalise.implied import first_text
from credloom.sources.parse import parse
from credloom.sources.propose import LINES, propose
from tests.sources import catalogs
from tests.sources.test_propose import KEY, PROGRAM, lines_of, tidy, written

HEADER = (
    "Program Name", "About the Program", "Credential", "School", "City", "State", "ZIP", "CIP Code", "Occupation (SOC)",
    "Tuition", "Length", "Skills taught", "Website", "Median Wage",
)  # fmt: skip
NURSING = (
    "Practical Nursing", "Prepares for the licence of practical nurses, in clinics from the first week.", "Diploma",
    "Mesa Ridge College", "Durango", "CO", "81301", "51.3901", "29-2061", "$8,400", "12 months",
    "Patient care; Charting", "https://mesa.example/nursing", "$54,200",
)  # fmt: skip
WELDING = (
    "Welding Technology", "Learn stick, MIG and TIG welding in our shop.", "Certificate", "Mesa Ridge College",
    "Cortez", "CO", "81321", "48.0508", "51-4121", "$4,200", "32 weeks", "Blueprint reading; MIG welding",
    "https://mesa.example/welding", "$47,000",
)  # fmt: skip
TRUCKS = (
    "Truck Driving", "Get the commercial driver license in six weeks.", "License", "Mesa Ridge College", "Durango",
    "CO", "81301", "49.0205", "53-3032", "$4,900", "6 weeks", "Backing; Route planning",
    "https://mesa.example/trucks", "$52,000",
)  # fmt: skip
ROWS = [list(NURSING), list(WELDING), list(TRUCKS)]
ALIKE = ("description", "subjectWebpage", "estimatedCost", "estimatedDuration", "availableAt", "occupationType")


def catalog(header: tuple[str, ...] = HEADER, rows: list[list[str]] = ROWS) -> bytes:
    return catalogs.separated(list(header), rows).encode()


def named(records: dict[str, Record], name: str, *, program: bool) -> Node:
    """The program, or what it leads to, with a name."""
    return next(
        r.node
        for r in records.values()
        if (r.type == PROGRAM) is program and first_text(r.node.get("ceterms:name")) == name
    )


def test_everything_is_used_and_reads_well(tmp_path: Path) -> None:
    text, records, refusals = written(catalog(), "programs.csv", tmp_path)
    assert refusals == []
    assert "not used" not in text
    assert tidy(text)
    assert len(lines_of(text)) <= LINES
    assert first_text(named(records, "Welding Technology", program=True)["ceterms:description"]) == WELDING[1]


@pytest.mark.parametrize(
    "name",
    ["Description", "About", "Overview", "Course Overview", "Summary", "Synopsis", "Details", "Program Details",
     "Training Blurb", "About this program", "program_about", "What it is like"],
)  # fmt: skip
def test_a_description_is_known_by_its_name_or_as_prose(name: str) -> None:
    header = (HEADER[0], name, *HEADER[2:])
    assert f'"ceterms:description" = "{name}"' in propose(catalog(header), "x.csv", KEY)


def test_short_words_under_a_name_that_says_so_are_a_description_too() -> None:
    rows = [[row[0], "Six weeks.", *row[2:]] for row in ROWS]
    assert '"ceterms:description" = "About the Program"' in propose(catalog(HEADER, rows), "x.csv", KEY)


@pytest.mark.parametrize(
    "values",
    [
        ["Certificate of Advanced Manufacturing and Maintenance", "Applied Science of Welding and Robotics Work",
         "Heavy Vehicles Operation and Logistics Basics"],
        ["patient care, charting, wound care, giving medication", "reading blueprints, cutting, welding, grinding",
         "backing, coupling, route planning, safe driving"],
        ["this page is kept by the office of admissions every day"] * 3,
        ["short and small", "not much said", "a few words"],
    ],
    ids=["titles", "words", "the same for all", "short"],
)  # fmt: skip
def test_what_is_no_prose_is_no_description(values: list[str]) -> None:
    rows = [[row[0], value, *row[2:]] for row, value in zip(ROWS, values, strict=True)]
    text = propose(catalog((HEADER[0], "Misc", *HEADER[2:]), rows), "x.csv", KEY)
    assert "ceterms:description" not in text
    assert "# not used: Misc" in text


@pytest.mark.parametrize("name", ["Refund policy", "Notes", "Entry requirements", "About the School"])
def test_prose_of_something_else_is_no_description_of_the_program(name: str) -> None:
    text = propose(catalog((HEADER[0], name, *HEADER[2:])), "x.csv", KEY)
    assert f'"ceterms:description" = "{name}"' not in text.replace('map = { "ceterms:description"', "")
    assert '"ceterms:offeredBy" = ' in text
    assert f'"ceterms:offeredBy" = "{name}"' not in text


def test_the_lines_for_the_author_only_have_to_be_filled_in() -> None:
    text = propose(catalog(), "programs.csv", KEY)
    for name, value in (("license", "CC-BY-4.0"), ("attribution", "Mesa Ridge College")):
        assert f'\n# {name} = ""' in text
        text = text.replace(f'\n# {name} = ""', f'\n{name} = "{value}"')
    source = parse(text, Path(KEY)).source
    assert (source.license, source.attribution) == ("CC-BY-4.0", "Mesa Ridge College")


def test_a_credential_of_one_program_has_its_cost_duration_and_place(tmp_path: Path) -> None:
    _, records, _ = written(catalog(), "programs.csv", tmp_path)
    program, credential = (named(records, "Welding Technology", program=is_program) for is_program in (True, False))
    assert {credential.get(f"ceterms:{name}") is not None for name in ALIKE} == {True}
    assert all(credential[f"ceterms:{name}"] == program[f"ceterms:{name}"] for name in ALIKE)
    assert "ceterms:teaches" not in credential


def test_so_has_one_with_a_name_of_its_own_but_not_the_words_on_the_program(tmp_path: Path) -> None:
    names = ["Practical Nurse Diploma", "Welder Level One", "Commercial Driver License"]
    rows = [[*row[:2], name, *row[3:]] for row, name in zip(ROWS, names, strict=True)]
    _, records, _ = written(catalog((*HEADER[:2], "Associated Credential", *HEADER[3:]), rows), "x.csv", tmp_path)
    credential = named(records, "Welder Level One", program=False)
    assert credential["ceterms:estimatedCost"]
    assert credential["ceterms:availableAt"]
    assert not {"ceterms:description", "ceterms:subjectWebpage"} & credential.keys()


def test_a_credential_of_several_programs_has_no_cost_of_one_of_them(tmp_path: Path) -> None:
    rows = [[*row[:2], name, *row[3:]] for row, name in zip(ROWS, ["RN License", "Welder", "Welder"], strict=True)]
    _, records, _ = written(catalog((*HEADER[:2], "Associated Credential", *HEADER[3:]), rows), "x.csv", tmp_path)
    credential = named(records, "Welder", program=False)
    assert not {f"ceterms:{name}" for name in ALIKE} & credential.keys()
    assert credential["ceterms:offeredBy"]
