"""Headings of postings in English, Spanish and French: what part of the text they announce."""

from __future__ import annotations

import re
from functools import lru_cache

from credloom.requirements.clause import Part
from credloom.requirements.pattern import Pattern

LONGEST = 80
_MOST_WORDS = 9
_SPLIT = re.compile(r"[^\w'+-]+")
_PLAIN = re.compile(r"[^\w\s'&/+-]+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ASKS = _set(
    "requirements requirement qualifications qualification prerequisites prerequisite requisites credentials "
    "credential "
    "licensure licenses licences license licence certifications certification certificates skills skill knowledge "
    "abilities ability competencies competency competences education educational experience experiences training "
    "expertise criteria must-haves proficiencies background qualities traits attributes eligibility "
    "requisitos formaci\u00f3n experiencia conocimientos competencias perfil habilidades aptitudes exigencias "
    "profil comp\u00e9tences formation exp\u00e9rience exigences dipl\u00f4me qualit\u00e9s aptitudes "
    "connaissances pr\u00e9requis"
)
_DOES = _set(
    "responsibilities responsibility responsibilites responsabilities duties duty functions function tasks task "
    "accountabilities accountability deliverables activities "
    "responsabilidades funciones tareas misi\u00f3n missions responsabilit\u00e9s t\u00e2ches activit\u00e9s "
    "attributions"
)
_WISHES = _set(
    "preferred desired desirable preferable preferably plus pluses bonus preference preferences optional "
    "advantageous "
    "assets asset nice-to-have nice-to-haves advantage advantages-for "
    "deseable deseables valorable valorables opcional atouts atout souhait\u00e9 souhait\u00e9es souhait\u00e9s "
    "appr\u00e9ci\u00e9es"
)
_BESIDE = _set(
    "minimum minimal basic required requires essential key job position positions your the our and or of for a & "
    "primary main core "
    "general additional specific other technical professional personal mandatory necessary needed work special "
    "related "
    "typical major principal day-to-day daily candidate candidates applicant applicants must have has include "
    "includes meet "
    "including are following as follows is be this with but not limited to level soft hard ideal successful role may "
    "summary description overview types type relevant formal "
    "academic these all we in on-the-job "
    "m\u00ednimos m\u00ednimo requeridos requerida requerida requerido buscado del de y la el los las puesto "
    "principales imprescindibles "
    "recherch\u00e9 recherch\u00e9e et les des du le requis requises requise principales vos votre poste "
    "professionnelles"
)
_SOFT = _set(
    "interpersonal communication supervisory leadership management specialized computer physical mental language "
    "security clearance"
)
_OFFERS = _set(
    "benefits benefit perks compensation salary pay wages remuneration rewards beneficios ofrecemos salario "
    "avantages "
    "r\u00e9mun\u00e9ration salaire"
)


def _any(*patterns: str) -> Pattern:
    return Pattern("|".join(f"(?:{pattern})" for pattern in patterns))


_PHRASES: tuple[tuple[Part, Pattern], ...] = (
    (
        "PREFERRED",
        _any(
            r"(?:nice|good|great)[- ]to[- ]ha(?:ve|ves)\b.*",
            r"bonus (?:points|skills|if).*",
            r"(?:you'?ll? |you will )?(?:get |gets? )?(?:extra|brownie) points.*",
            r"(?:even )?better (?:if|still).*",
            r"(?:it'?s|it is|it would be|would be|these are|serait|seraient|sera)? ?(?:an? |un |une )(?:big "
            r"|great )?(?:plus|advantage|asset|atout|bonus)\b.*",
            r"not required,? but.*|what will set you apart|what sets you apart|se valorar[\u00e1a].*|se valora.*",
            r"ideally,? you(?:'ll| will)? (?:also )?(?:have|bring).*",
            r"preferred.{0,30}",
        ),
    ),
    (
        "DUTIES",
        _any(
            r"what you(?:'ll| will| are going to|'d)? (?:do|be doing|work on|own|be responsible for|build"
            r"|deliver)\b.*",
            r"(?:your|the) (?:role|mission|impact|day|day-to-day|job|tasks|work|challenge)(?: will be| includes?)?",
            r"a (?:typical )?day in the life.*|how you(?:'ll| will) (?:make an impact|spend your time|contribute).*",
            r"in this (?:role|position|job),? you(?:'ll| will)?.{0,20}|as an? [\w /-]{2,40} you will(?: be)?",
            r"you(?:'ll| will)(?: be)?|what the (?:job|role|work) (?:involves|entails|is)|job purpose|scope of work",
            r"(?:funciones|tareas|misi\u00f3n) .*|tes missions|ce que vous ferez|qu\u00e9 har\u00e1s",
        ),
    ),
    (
        "REQUIRED",
        _any(
            r"(?:what|who) (?:you|we)(?:'ll|'re| will| are)? (?:need|bring|have|looking for|seeking|require|expect"
            r"|want|must have)\b.*",
            r"what (?:we'd|we would) (?:like|love).*|what you should have|you should have|things we look for",
            r"who you are.*|about you|you|your (?:profile|background|skills|qualifications|personality|experience"
            r"|talents?)",
            r"you(?:'ll| will|'re| are| should| must)? (?:have|bring|are|offer|need|be|a (?:good|great) fit).{0,24}",
            r"(?:we are|we're|now) (?:looking for|seeking)(?: someone)?(?: who| with)?|looking for",
            r"must[- ]haves?|(?:the |our )?(?:ideal|successful|right|perfect) (?:candidate|applicant)(?: will"
            r"| must| should)?(?: have| be)?",
            r"to (?:be successful|succeed|qualify|be considered).{0,40}|what it takes.*|what makes you.*"
            r"|how to qualify",
            r"do you have.*|skills and abilities|ksas?|ksaos|wir (?:suchen|erwarten).*|lo que (?:buscamos"
            r"|necesitas).*|vous (?:\u00eates|avez)",
        ),
    ),
    (
        "OTHER",
        _any(
            r"(?:what |now let'?s talk about |your |our |the )?(?:we |do we )?(?:offer|provide)\b.*|job benefits",
            r"(?:your |our |the |great |employee )?(?:benefits|perks)(?: (?:and|&|package|include|of|offered|at|we|you"
            r"|for|summary|overview|that|to)\b.*)?",
            r"why (?:join|work|you'?ll love|choose|us)\b.*|what'?s in it for (?:you|me).*|why .{2,30}\?",
            r"what you(?:'ll| will|'d)? (?:get|receive|enjoy|love|gain|can expect).*",
            r"about (?:us|our|the (?:company|team|organi[sz]ation|department|employer|school|district"
            r"|hospital))\b.*|about [A-Z][\w&.' -]{1,40}",
            r"who we are.*|our (?:story|mission|values|culture|company|team|offer|vision|commitment|promise"
            r"|purpose).*",
            r"(?:company|corporate|employer|agency|organi[sz]ation(?:al)?|business)(?: (?:description|profile"
            r"|overview|summary|information|background))",
            r"equal .*|eeo.*|eoe.*|diversity(?:,? (?:equity|and|&|statement|commitment).*)?|disclaimers?|ada .*"
            r"|affirmative action.*|accommodations?|legal(?: (?:notice|disclaimer|statement|information).*)?"
            r"|privacy(?: (?:notice|policy|statement).*)?",
            r"how to apply.*|to apply|applications?(?: (?:process|instructions|deadline|procedures?|information"
            r"|requirements|materials).*)?|apply(?: (?:now|today|here|online|by|via|at|to)\b.*)?|next steps.*"
            r"|contact(?: (?:us|info(?:rmation)?|details|person|name)\b.*)?|interested\??|ready to apply.*"
            r"|note to .*",
            r"conditions of employment|required documents|how you will be evaluated|agency contact.*"
            r"|additional information|other information",
            r"physical (?:demands?|requirements?|abilities|effort|activities).*|work(?:ing)? (?:environment"
            r"|conditions?|schedule|hours).*|environmental (?:conditions|factors).*|environment",
            r"hours|schedule|location|travel(?: required)?|job details|job info(?:rmation)?|details"
            r"|total rewards.*|background check.*|notes?",
            r"(?:qu\u00e9 |lo que )?(?:te |le )?ofrecemos.*|sobre (?:nosotros|la empresa)"
            r"|(?:ce que )?nous (?:vous )?(?:offrons|proposons).*|\u00e0 propos.*|qui sommes[- ]nous.*|condiciones"
            r"|conditions",
        ),
    ),
    (
        "NONE",
        _any(
            r"(?:about )?(?:the |this )?(?:role|job|position|opportunity)(?: (?:summary|description|overview"
            r"|purpose|details))?",
            r"(?:job |position |general |role )?(?:summary|description|overview|purpose|objective)|introduction"
            r"|general description of duties",
        ),
    ),
)
_FIELDS = _any(
    r"(?:job |work |primary |duty )?locations?(?:\(s\))?|(?:job|employment|position|contract|work) types?"
    r"|(?:date posted|post(?:ed)? date|posted(?: on)?|date|closing date|opening date|deadline|open period)",
    r"(?:job |req(?:uisition)? ?|posting |position )?(?:id|number|no|code|#)|department|division|reports? to"
    r"|supervisor|salary(?: range)?|pay(?: rate| range| scale| grade)?|wage|rate|compensation(?: range)?",
    r"hours|shifts?|schedule|(?:job |position )?title|position|organi[sz]ation|company|employer|industry|category"
    r"|website|phone|e-?mail|contact|start date|duration|term|status|flsa(?: status)?|grade|series",
    r"job|city|state|district|dimensions|subordinates|direct|indirect|functional|travel|remote|openings?|agency"
    r"|announcement number|job family|facility|unit|fte|store|employment status|union|details|training|note",
)
_FIELD_KINDS = {
    "education": "EDUCATION",
    "educational": "EDUCATION",
    "experience": "EXPERIENCE",
    "licensure": "CREDENTIAL",
    "licenses": "CREDENTIAL",
    "license": "CREDENTIAL",
    "licences": "CREDENTIAL",
    "certification": "CREDENTIAL",
    "certifications": "CREDENTIAL",
}


class Heading:
    """What a heading announces. `keeps` is set where it names a kind of requirement and no necessity ("Education")."""

    __slots__ = ("keeps", "line_only", "part")

    def __init__(self, part: Part, *, keeps: bool = False, line_only: bool = False) -> None:
        self.part: Part = part
        self.keeps = keeps
        self.line_only = line_only


@lru_cache(maxsize=4096)
def heading(text: str, *, labels: bool = False) -> Heading | None:
    """What a line announces; None where it is no heading. With `labels`, words before a colon ("Location:") too."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(_PLAIN.sub(" ", text.replace("\u2019", "'")).split()).strip(" -/&'")
    if not plain or not any(letter.isalpha() for letter in plain):
        return None
    words = [word for word in _SPLIT.split(plain.lower()) if word and word != "-"]
    if labels and _FIELDS.fullmatch(plain):
        return Heading("OTHER", line_only=True)
    if len(words) <= _MOST_WORDS + 3:
        found = _of_words(words)
        if found is not None:
            return found
    if len(words) > _MOST_WORDS:
        return None
    if "?" in text and not re.match(r"(?:who|what|why|how|interested|ready|do you have|qui)\b", plain, re.IGNORECASE):
        return None
    if (
        labels
        and not _SOFT.isdisjoint(words)
        and all(word in _SOFT or word in _ASKS or word in _BESIDE or word in _DOES for word in words)
    ):
        return Heading("DUTIES" if any(word in _DOES for word in words) else "REQUIRED", keeps=True)
    return next((Heading(part) for part, pattern in _PHRASES if pattern.fullmatch(plain)), None)


_BEGINS = (
    _ASKS
    | _DOES
    | _WISHES
    | _OFFERS
    | _set(
        "what what's who why about how nice bonus minimum basic required key essential job main primary additional "
        "other specialized professional technical your our the we working physical conditions equal perks compensation"
    )
)
_INSIDE = re.compile(r"(?<=[a-z\d).!?:;%+\u2019'])\s+(?=[A-Z])")
_NEXT_WORD = re.compile(r"\s*[\w'\u2019&/-]+")
_SURE = _set(
    "requirements qualifications responsibilities duties benefits perks requisitos funciones responsabilidades"
)
_BEFORE = _set(
    "a an the of on & our as for and or in to with your this these meet meets all other following with by under"
)
_TITLE = re.compile(r"\s+\w+(?:er|or|ist|yst|ant|ent|ian)\b")
"""What makes a job's title of "Benefits" or "Requirements"."""
_MOST_INSIDE = 6


def inside(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Headings that have lost their lines: "… on time Requirements High school diploma … What we offer Free lunch".

    A heading is several words or a sure one, is followed by a capital or a figure, and stands behind the end
    of a phrase.
    """
    found = []
    last = start
    for place in [start, *(hit.end() for hit in _INSIDE.finditer(text, start, end))]:
        if place < last:
            continue
        first = _NEXT_WORD.match(text, place, end)
        if first is None or (first[0].lower().replace("\u2019", "'") not in _BEGINS and first[0].strip() != "YOU"):
            continue
        before = text[max(start, place - 20) : place].split()
        if before and before[-1].lower() in _BEFORE:
            continue
        if (stop := _stop(text, place, end)) is not None:
            last = stop
            if place > start or text[stop - 1] != ":":  # a label in front is read as such
                found.append((place, stop))
    return found


def _stop(text: str, start: int, end: int) -> int | None:
    """Where the longest heading ends that begins at a place; None for none."""
    best, at = None, start
    for number in range(_MOST_INSIDE):
        word = _NEXT_WORD.match(text, at, end)
        if word is None:
            break
        at = word.end()
        follows = text[at : at + 2]
        said = text[start:at]
        begun = follows[:1].isspace() and (follows[1:].isupper() or follows[1:].isdigit())
        sure = said.lower() in _SURE and not _TITLE.match(text, at, end)
        whole = number or sure or (said.isupper() and len(said) > 2)
        if follows[:1] == ":" and heading(said) is not None:
            best = at + 1
        elif begun and whole and word[0].strip().lower() not in _BEFORE and heading(said) is not None:
            best = at
        if follows[:1] not in (" ", "\n"):
            break
    return best


def _of_words(words: list[str]) -> Heading | None:
    """A heading in which every word is one that headings are made of."""
    kinds = [0, 0, 0, 0]
    for word in words:
        for number, family in enumerate((_ASKS, _DOES, _WISHES, _OFFERS)):
            if word in family:
                kinds[number] += 1
                break
        else:
            if word not in _BESIDE:
                return None
    asks, does, wishes, offers = kinds
    if wishes:
        return Heading("PREFERRED")
    if does:
        return Heading("DUTIES")
    if offers and not asks:
        return Heading("OTHER")
    if asks:
        said = any(
            word.startswith(("requir", "minim", "basic", "qualif", "must", "mandatory", "essential")) for word in words
        )
        return Heading("REQUIRED", keeps=not said)
    if words in (["required"], ["must", "have"], ["essential"], ["minimum"], ["mandatory"], ["necessary"]):
        return Heading("REQUIRED")
    return None


def announced(text: str) -> Heading | None:
    """What a short line that ends in a colon announces by its cues, where its words are not those of headings."""
    if len(text) > LONGEST or not text.endswith(":") or len(text.split()) > _MOST_WORDS + 1:
        return None
    return next((Heading(part) for part, pattern in _ANNOUNCED if pattern.search(text)), None)


_ANNOUNCED: tuple[tuple[Part, Pattern], ...] = (
    ("PREFERRED", _any(r"\b(?:plus|bonus|extra|prefer\w*|nice|great|ideal\w*|even better|desir\w+|love it if)\b")),
    (
        "OTHER",
        _any(
            r"\b(?:we|us|you(?:'ll| will)? get|benefits?|perks|thank|enjoy|offers?|apply|why)\b"
            r"(?!.*\byou (?:need|have)\b)"
        ),
    ),
    ("REQUIRED", _any(r"\b(?:require\w*|need|must|have|bring|qualif\w+|expect\w*|looking for|skills?|should be)\b")),
    ("DUTIES", _any(r"\b(?:will|do|responsib\w+|dut(?:y|ies)|tasks?|includes?|cover|involve\w*|day)\b")),
)


def kind_of_label(text: str) -> str | None:
    """The kind that a label such as "Education" says; None where it says several or none."""
    kinds = {_FIELD_KINDS[word] for word in _SPLIT.split(text.lower()) if word in _FIELD_KINDS}
    return kinds.pop() if len(kinds) == 1 else None
