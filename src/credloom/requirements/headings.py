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
            r"(?:what |now let'?s talk about |your |our |the )?(?:we |do we )?(?:offer|provide|benefits|perks)\b.*"
            r"|job benefits",
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


def kind_of_label(text: str) -> str | None:
    """The kind that a label such as "Education" says; None where it says several or none."""
    kinds = {_FIELD_KINDS[word] for word in _SPLIT.split(text.lower()) if word in _FIELD_KINDS}
    return kinds.pop() if len(kinds) == 1 else None
