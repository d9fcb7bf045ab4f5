"""From texts to what they ask for: headings, lists, run-on sentences, necessity, alternatives, places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credloom.requirements import Clause, clauses_in, whole
from credloom.requirements.clause import Part
from credloom.requirements.extract import MOST


def said(text: str, part: Part = "NONE") -> list[tuple[str, str, str]]:
    return [(one.text, one.kind[:4], one.necessity[:1]) for one in clauses_in(text, part)]


def test_one_sentence_may_ask_for_several_things() -> None:
    text = "Must take vital signs, administer medications and document care. RN license required."
    assert said(text) == [
        ("take vital signs", "COMP", "R"),
        ("administer medications", "COMP", "R"),
        ("document care", "COMP", "R"),
        ("RN license", "CRED", "R"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Must install, test and maintain pumps.", ["install, test and maintain pumps"]),
        (
            "Excellent oral and written communication skills required.",
            ["Excellent oral and written communication skills"],
        ),
        ("Must have knowledge of Python, SQL and Docker.", ["knowledge of Python", "SQL", "Docker"]),
        (
            "Class A CDL with doubles, tanker and hazmat endorsements required.",
            ["Class A CDL with doubles, tanker and hazmat endorsements"],
        ),
        (
            "Candidates must hold a BLS card, have 2 years of experience and pass a drug test.",
            ["BLS card", "2 years of experience"],
        ),
        (
            "Ability to read blueprints and follow instructions is required.",
            ["Ability to read blueprints", "follow instructions"],
        ),
    ],
)
def test_what_belongs_together_stays_together(text: str, found: list[str]) -> None:
    assert [one.text for one in clauses_in(text)] == found


def test_headings_say_what_a_part_is() -> None:
    text = (
        "About us\nWe make pumps and love people.\n\nWhat you'll do\n- Install pumps\n\nMinimum qualifications\n"
        "- High school diploma\n- Knowledge of hydraulics\n\nNice to have:\n- Forklift certification\n\n"
        "Benefits\n- Free lunch\n- A dog\n"
    )
    assert said(text) == [
        ("Install pumps", "COMP", "M"),
        ("High school diploma", "EDUC", "R"),
        ("Knowledge of hydraulics", "COMP", "R"),
        ("Forklift certification", "CRED", "P"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Requirements",
        "REQUIRED SKILLS",
        "**Qualifications**",
        "## Minimum Requirements:",
        "What we're looking for",
        "Who you are",
        "Education and Experience",
        "Requisitos",
        "Profil recherch\u00e9",
        "\U0001f4cb Requirements",
    ],
)
def test_headings_for_what_is_needed(heading: str) -> None:
    assert said(f"{heading}\n- pump knowledge") == [("pump knowledge", "COMP", "R")]


@pytest.mark.parametrize(
    "heading", ["Preferred qualifications", "Nice to have", "Bonus points", "Se valorar\u00e1", "Serait un plus"]
)
def test_headings_for_wishes(heading: str) -> None:
    assert said(f"{heading}\n- pump knowledge") == [("pump knowledge", "COMP", "P")]


@pytest.mark.parametrize(
    "heading",
    [
        "Benefits",
        "Why join us?",
        "About Pump Co",
        "How to apply",
        "EEO Statement",
        "Physical Demands",
        "Ofrecemos",
        "Avantages",
    ],
)
def test_headings_of_what_asks_for_nothing(heading: str) -> None:
    assert not said(f"{heading}\n- pump knowledge and years of experience")


@pytest.mark.parametrize(
    "text",
    [
        "We are an equal opportunity employer and do not discriminate.",
        "We offer medical insurance, a 401(k) plan and paid time off.",
        "To apply, send your resume to the address below.",
        "Must pass a background check and a drug screen.",
        "Must be at least 18 years of age.",
        "No CDL required.",
        "Salary: $50,000 - $60,000 per year.",
        "Perform other duties as assigned.",
    ],
)
def test_boilerplate_is_left_out(text: str) -> None:
    assert not said(text)
    assert not said(f"Requirements:\n- {text}")


@pytest.mark.parametrize(
    ("text", "necessity"),
    [
        ("Excel required", "REQUIRED"),
        ("Excel is strongly preferred", "PREFERRED"),
        ("Excel (a plus)", "PREFERRED"),
        ("Experience with Excel would be an advantage", "PREFERRED"),
        ("Advantage: Excel", "PREFERRED"),
        ("Excel", "REQUIRED"),
    ],
)
def test_words_say_how_much_is_needed(text: str, necessity: str) -> None:
    (found,) = clauses_in(f"Requirements\n- {text}")
    assert found.necessity == necessity
    assert found.text in ("Excel", "Experience with Excel")


def test_what_is_said_of_several_things_holds_for_all() -> None:
    found = said(
        "Requirements\n- Prior sales experience, strong organizational skills and financial acumen are preferred."
    )
    assert {necessity for _, _, necessity in found} == {"P"}
    assert said("Requirements\n- BLS certification required; ACLS preferred") == [
        ("BLS certification", "CRED", "R"),
        ("ACLS", "CRED", "P"),
    ]


def test_alternatives_stay_alternatives() -> None:
    (found,) = clauses_in("Requirements\n- Bachelor's degree in accounting, or equivalent experience")
    assert found.kind == "EDUCATION"
    assert [(one.text, one.kind) for one in found.alternatives] == [
        ("Bachelor's degree in accounting", "EDUCATION"),
        ("equivalent experience", "EXPERIENCE"),
    ]
    (found,) = clauses_in("RN or LPN license required")
    assert [one.credentials[0].names[0] for one in found.alternatives] == [
        "registered nurse license",
        "licensed practical nurse",
    ]


def test_an_alternative_may_stand_on_a_line_of_its_own() -> None:
    text = "Qualifications\n- One year of budget experience\nOR\n- A Ph.D.\n- Knowledge of Excel"
    first, second = clauses_in(text)
    assert [one.text for one in first.alternatives] == ["One year of budget experience", "Ph.D"]
    assert second.text == "Knowledge of Excel"
    assert said("OR\n- Weld pipe") == [("Weld pipe", "COMP", "R")] or said("OR\n- Weld pipe")


def test_a_name_and_what_it_means_are_one_thing() -> None:
    text = "Requirements:\n- Assess patients: Perform a physical assessment and recognize changes"
    assert [one.text for one in clauses_in(text)] == [
        "Assess patients: Perform a physical assessment and recognize changes"
    ]


def test_a_text_without_headings_is_read_by_its_words() -> None:
    text = (
        "Mill Co is hiring! You will clean pumps and replace seals. Experience with pumps is helpful but we will train "
        "the right person. Valid driver's license a must."
    )
    assert said(text) == [
        ("clean pumps", "COMP", "M"),
        ("replace seals", "COMP", "M"),
        ("Experience with pumps", "EXPE", "P"),
        ("Valid driver's license", "CRED", "R"),
    ]


def test_lines_that_were_wrapped_are_read_together() -> None:
    text = "Requirements:\n- At least three years of experience in the installation of\nlarge pumps\n- Excel"
    assert [one.text for one in clauses_in(text)] == [
        "At least three years of experience in the installation of\nlarge pumps",
        "Excel",
    ]


def test_other_languages_have_headings_or_whole_lines() -> None:
    spanish = "Funciones\n- Limpiar bombas\n\nRequisitos\n- Dos a\u00f1os de experiencia\n\nOfrecemos\n- Contrato"
    assert said(spanish) == [("Limpiar bombas", "COMP", "M"), ("Dos a\u00f1os de experiencia", "EXPE", "R")]


def test_headings_may_have_lost_their_lines() -> None:
    text = (
        "We make pumps. Responsibilities Install pumps at customers Repair seals Requirements High school diploma "
        "Two years of plant experience What we offer Free lunch and a company car"
    )
    assert said(text) == [
        ("Install pumps at customers", "COMP", "M"),
        ("Repair seals", "COMP", "M"),
        ("High school diploma", "EDUC", "R"),
        ("Two years of plant experience", "EXPE", "R"),
    ]


@pytest.mark.parametrize("title", ["Benefits Administrator", "Requirements Engineer"])
def test_titles_are_no_headings(title: str) -> None:
    assert ("Excel skills", "COMP", "R") in said(f"{title} wanted. Excel skills required.")


def test_a_line_above_a_list_is_no_part_of_it() -> None:
    text = "Pump fitter\n\nYour day\n- Install pumps\n- Repair seals\n\nMinimum qualifications\n- Diploma in plumbing"
    assert said(text) == [
        ("Install pumps", "COMP", "M"),
        ("Repair seals", "COMP", "M"),
        ("Diploma in plumbing", "EDUC", "R"),
    ]


def test_perks_among_requirements_are_left_out_without_a_heading() -> None:
    text = (
        "Fitter for pumps, valves and compressors\nRead drawings and install pumps\nTwo years of plant experience\n"
        "OSHA 10 card\n401(k) with match and paid holidays\nFree parking\nSend your resume to the foreman"
    )
    assert {("Two years of plant experience", "EXPE", "R"), ("OSHA 10 card", "CRED", "R")} <= set(said(text))
    assert not any(word in clause for clause, _, _ in said(text) for word in ("401", "parking", "resume"))


def test_places_in_html_are_those_of_its_source() -> None:
    text = (
        "<p><b>Requirements:</b></p><ul><li>RN license &amp; BLS</li><li>2&nbsp;years of ICU experience</li></ul>"
        "<b>Benefits</b><br>Dental<br/>401(k)"
    )
    found = clauses_in(text)
    assert [(one.text, one.words) for one in found] == [
        ("RN license", "RN license"),
        ("BLS", "BLS"),
        ("2&nbsp;years of ICU experience", "2 years of ICU experience"),
    ]
    assert all(text[one.start : one.end] == one.text for one in found)
    assert [one.text for one in clauses_in("Costs < $30 and <T>. Must weld pipe.")] == ["weld pipe"]


def test_what_no_reader_sees_asks_for_nothing() -> None:
    text = "<style>p { must: have; }</style><script>var skills = 1</script><p>Must weld pipe.</p>"
    (found,) = clauses_in(text)
    assert found.text == text[found.start : found.end] == "weld pipe"


def test_behind_a_semicolon_asking_goes_on() -> None:
    assert said("Must have an RN license; advanced Excel; 5 years of experience.") == [
        ("RN license", "CRED", "R"),
        ("advanced Excel", "COMP", "R"),
        ("5 years of experience", "EXPE", "R"),
    ]


def test_bullets_of_old_word_processors_divide() -> None:
    assert [one.text for one in clauses_in("Duties: \x95Install pumps \x95Repair seals")] == [
        "Install pumps",
        "Repair seals",
    ]


def test_the_part_that_a_source_names_is_taken() -> None:
    assert said("Weld pipe, Read drawings", "REQUIRED") == [("Weld pipe", "COMP", "R"), ("Read drawings", "COMP", "R")]
    assert said("Weld pipe", "DUTIES") == [("Weld pipe", "COMP", "M")]


def test_a_requirement_in_a_persons_own_words() -> None:
    found = whole("bachelor's degree preferred")
    assert (found.text, found.kind, found.necessity) == ("bachelor's degree preferred", "EDUCATION", "PREFERRED")


def places(found: list[Clause]) -> list[Clause]:
    return [each for one in found for each in (one, *one.alternatives)]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Requirements:",
                "Benefits",
                "- ",
                "\u2022 ",
                "\n",
                "RN or LPN",
                "must have",
                "Weld pipe",
                ", ",
                " and ",
                "; ",
                "5 years",
                "\U0001f680",
                "preferred",
                "(",
                ")",
                ":",
                "OR\n",
                "What you'll do\n",
                "e.g. ",
                "Bachelor's degree ",
                "<li>",
                "<br>",
                "&amp;",
                "Requirements Java ",
            ]
        )
        | st.text(max_size=12),
        max_size=40,
    ).map("".join)
)
def test_every_clause_is_a_place_in_the_text(text: str) -> None:
    for one in places(clauses_in(text)):
        assert text[one.start : one.end] == one.text
        assert one.text.strip()
        assert one.words.strip()
        assert one.kind in ("COMPETENCY", "CREDENTIAL", "EDUCATION", "EXPERIENCE")
        assert one.necessity in ("REQUIRED", "PREFERRED", "MENTIONED")


@pytest.mark.parametrize(
    "piece",
    [
        "- weld pipe and read drawings\n",
        "a, ",
        "((((",
        "must must must ",
        "and and and ",
        "years of years ",
        ": : :",
        "\u2022 ",
        "You will " * 3,
        "5 years ",
        "\U0001f525",
        "    ",
        "Requirements:\n",
        "or equivalent or ",
        "x" * 50,
        "a.b.c.",
        "<p>Weld <b>pipe</b></p>",
        "&amp;<br>",
        "<a ",
        "<script>",
        "<script x",
        "What we offer Skills Java ",
        "Strong Work ",
    ],
)
def test_a_megabyte_of_anything_is_read(piece: str) -> None:
    found = clauses_in((piece * (1_000_000 // len(piece) + 1))[:1_000_000])
    assert len(found) <= MOST + 1


def test_nothing_asks_for_nothing() -> None:
    assert not clauses_in("")
    assert not clauses_in(" \n\t\n")
    assert not clauses_in("\U0001f44b\U0001f30d!!!")
