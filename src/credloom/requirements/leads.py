"""What stands around a requirement without being part of it: "Candidates must have …", "… is required"."""

from __future__ import annotations

import re

from credloom.requirements.pattern import Pattern
from credloom.requirements.verbs import form_at


def _front(pattern: str) -> Pattern:
    return Pattern(pattern.replace("'", "['\u2019]"))


_FRONTS = tuple(
    _front(pattern)
    for pattern in (
        r"(?:[\s,:*\u2013\u2014-]+)(?=\S)",
        (
            r"(?:advantages?|plus|bonus|required|preferred|desired|minimum|note|or|and|but|also|additionally"
            r"|in addition|finally|furthermore|ideally|over-?all)\s*[:,]\s*"
        ),
        r"[^.;:,]{2,40}:\s+(?=(?:you|we|candidates?|applicants?|must)\b)",
        r"(?:at least )?(?:one|two|any|all|each) of the following:?\s+(?=\S)",
        r"(?:and|or|but|also|finally|then|typically|furthermore)\s+(?=\S)",
        (
            r"(?:(?:essential |primary |key |main |specific |typical |job |your |the |other )*(?:job )?(?:duties"
            r"|responsibilities|tasks|functions|activities"
            r"|goals)(?:[ /](?:and )?responsibilities)?)(?: for [\w ]{2,30})?(?: will| may| also)* (?:include|are|be"
            r"|involve)s?(?:,? but (?:are|is) not limited to,?)?(?:,? the following)?\s*:?\s*"
        ),
        (
            r"(?:qualifications:? )?to (?:qualify|be (?:considered|successful|eligible)|succeed)[^,:]{0,60}?"
            r"(?:,\s*|(?=you must))"
        ),
        r"we(?:'d| would) (?:love|like)(?: it if)? (?:you (?:to )?(?:have|had|bring|know)|to see)\s+",
        r"we (?:ask for|expect)\s+",
        r"specialized experience (?:includes|is|means)\s+",
        r"do you (?:possess|have|hold)\s+",
        (
            r"this (?:includes|demands|requires|means(?: that)?(?: you)?|involves|position involves"
            r"|is an? [\w -]{2,30} position that|position requires|role requires)\s+"
        ),
        r"(?:as|in|when|within) (?:(?:an?|the|this|our|your|such) )?[^.;:,]{2,90}?,?\s+(?=you(?:'ll)?\b|we\b|this\b)",
        (
            r"(?:your|the|our) (?:main |primary |key |first |overall |principal )?(?:tasks?|responsibilit(?:y|ies)|role"
            r"|job|goals?|mission|focus|challenge|duty|duties|work|position|candidate|(?:main )?qualifications)"
            r" (?:will be|will include|is|are|includes?|asks for|calls for|requires?|supports?(?= \w+ing))"
            r"(?: as (?:below|follows))?:?(?: to)?\s+"
        ),
        r"you(?:'ll| will)?(?: be)?(?: a)? part of (?:the|a|our) [^.;:,]{2,40}? (?:responsible for|that|who|which)\s+",
        (
            r"(?:further |also )?we (?:also )?(?:expect|ask|hope)(?: that)? you(?: also)?(?: to| can| will)?"
            r"(?: bring| have)?\s+"
        ),
        (
            r"(?:we|[\w.&]{2,20}) (?:are|is)(?: currently| now)? (?:looking for|seeking|hiring"
            r"|searching for)\s+(?:(?:someone|somebody|an? (?:individual|person)|people|individuals|candidates"
            r"|applicants)\s+)?(?:who (?:is|are|has|have|can|possess(?:es)?:?)\s+|with\s+(?:the\s+)?|w/\s*|to\s+)?"
        ),
        (
            r"(?:we (?:are|'re) )?(?:looking for|seeking|searching for) (?:[a-z]+,? ){1,4}?(?:with|who (?:have|has"
            r"|possess))\s+"
        ),
        (
            r"(?:looking for|seeking)\s+(?:(?:someone|somebody|people|candidates)\s+)?(?:(?:reliable\s+)?w/\s*"
            r"|with\s+"
            r"|who (?:is|has|can)\s+)?"
        ),
        r"(?:(?:we )?need|want) someone (?:who (?:can|is|has)|with|to)\s+",
        (
            r"(?:if )?you(?:'ll|'re| will| are| have| should| must| may| can| need to| like to| also"
            r"| would)*(?: be)?(?: probably)?\s+(?:required to|expected to|responsible for|tasked with|able to"
            r"|asked to|capable of"
            r"|going to|to|have|hold|possess|bring|need|be)\s+(?:an?\s+(?=ability|good|strong|natural))?"
        ),
        r"you(?:'ll|'re| will| are| should| must| have)?(?: also| then| probably| furthermore)?(?: be)?\s+",
        (
            r"(?:[\w\x27\u2019/&-]+\s+){0,5}?(?:must|should|shall|will|needs? to|would|(?:is|are)(?= (?:required to"
            r"|expected to|responsible for)\b))\s+(?:also\s+|always\s+)?(?:(?:be )?(?:required to|expected to|able to"
            r"|responsible for|proficient(?=$)|capable of)\s+|(?:have|hold|possess|demonstrate|display|be|maintain"
            r"|provide own)(?: and \w+)?\s+(?=\S)|for\s+)?(?:an?\s+(?=ability))?"
        ),
        r"[^.;:,]{0,40}\bif you (?:have|bring|are|can|know|hold)\s+",
        r"[^.;:,]{1,60}?\bmust (?:have|hold|possess)\s+(?=\S)",
        r"under [\w ]{0,30}(?:supervision|direction|guidance)[^.;:,]{0,40},\s+",
        r"(?:be )?(?:able to|required to|responsible for(?: the)?|responsible(?= \w+ing)|expected to)\s+",
        r"(?:have|having|possess(?:es)?|possession of|hold|holds|be|has)\s+(?=\S)",
        r"(?:an?(?!\s+(?:year|month))|the|our|their|some)\s+(?=\S)",
        r"(?:to )?(?:support|act as)(?= .{0,1}$)",
    )
)
_SUBJECT = _front(r"(?:the|this|our|an?)\s+(?:[\w/&\x27()-]+\s+){1,4}?(?=[a-z]+s\s)")
_SEEKING = _front(
    r"[^.:;]{0,80}?\b(?:is|are) (?:seeking|looking for|hiring|searching for)\b[^.:;]{0,90}?\b(?:to|who (?:can"
    r"|will))\s+(?=[a-z])|[\w ]{2,40}? needs an? [^.:;]{0,60}? to\s+(?=[a-z])"
)
_HINTS = r"strongly|highly|definite(?:ly)?|also|big|absolute(?:ly)?|great|especially|very|considered|huge|real|always"
_ENDS = _front(
    r"[\s,;:(\[\u2013-]*(?<!\w)(?:(?:which |that )?(?:is|are|being|would|will|must|should|be|may|as|to)\s+){0,4}"
    rf"(?:(?:an?\s+)?(?:(?:{_HINTS})\s+){{0,2}}(?:an?\s+)?(?:plus|must|advantage|asset|bonus)"
    rf"|(?:for this position\s+)?(?:(?:{_HINTS})\s+){{0,2}}"
    r"(?:req'?d|req|pref'?d|pref|required(?: for (?:this|our|the) \w+)?|preferred|preferable|desired|desirable"
    r"|mandatory|essential|helpful"
    r"|necessary|needed|considered as well|considered|favou?rable|welcome|nice to have|optional|beneficial|important"
    r"|as assigned|as (?:required|needed|necessary|appropriate|ordered|requested)|imprescindible|obligatoire))"
    r"[)\]\s.!;,]*$"
)
_LAST_WORD = re.compile(r"([^\W\d_]+)[\W\d_]*$")
_SAYING = frozenset(
    [
        "required",
        "reqd",
        "req",
        "d",
        "prefd",
        "pref",
        "preferred",
        "preferable",
        "desired",
        "desirable",
        "plus",
        "must",
        "mandatory",
        "essential",
        "helpful",
        "advantage",
        "asset",
        "bonus",
        "necessary",
        "needed",
        "favourable",
        "considered",
        "well",
        "favorable",
        "welcome",
        "have",
        "optional",
        "beneficial",
        "important",
        "assigned",
        "appropriate",
        "ordered",
        "requested",
        "imprescindible",
        "obligatoire",
        "position",
        "role",
        "job",
    ]
)
_TIMES = frozenset(
    ["days", "weeks", "months", "years", "day", "week", "month", "year", "hire", "employment", "start", "starting"]
)
_WITHIN = _front(
    r"\s*,?\s*(?:obtained |or obtained )?within (?:the first )?\w+ (?:days|weeks|months|year)s?(?: of (?:hire"
    r"|employment|start\w*))?\W*$"
)
_LOOSE = re.compile(r"[\s.,;:!?\u2013\u2014*\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F-]+$")
_MOST = 12
_PASSIVE = Pattern(r"\bbe\s+$")

_WORDS = tuple(
    _front(pattern)
    for pattern in (
        (
            r"(?:very |highly |proven |demonstrated |demonstrable |documented |strong |solid |excellent |exceptional "
            r"|outstanding |good |great |deep |extensive |thorough |broad |comprehensive |basic |general |working "
            r"|advanced |expert |practical |hands-on |sound |firm |some |minimum |effective |in-depth |previous "
            r"|prior |clear |superior |well-developed |detailed |technical (?=understanding))"
        ),
        r"(?:the |an? )",
        (
            r"(?:ability|capacity|capability|desire|willingness|aptitude|skills?|commitment)\s+(?:and \w+\s+)?(?:to"
            r"|for|in)\s+(?:be\s+)?"
        ),
        (
            r"(?:knowledge|understanding|awareness|command|grasp|mastery|comprehension|working knowledge"
            r"|appreciation)\s+(?:and (?:experience|understanding|skills|knowledge)\s+)?(?:of|in|with|about|on"
            r"|using)\s+(?:how to\s+|the\s+)?"
        ),
        (
            r"(?:experience|expertise|background|competence|competency|proficiency|fluency|skills?|familiarity"
            r"|interest|track record|training)\s+(?:and (?:knowledge|expertise)\s+)?(?:with|in|of|using|as an?|as|at"
            r"|working (?:with|in)|on)\s+"
        ),
        (
            r"(?:proficient|skilled|fluent|experienced|familiar|competent|versed|comfortable|adept|trained"
            r"|knowledgeable|well-versed)\s+(?:in|with|at|about|of)\s+(?:the use of\s+)?"
        ),
        r"(?:able|willing|capable|ready)\s+(?:to|of)\s+",
        (
            r"capacidad (?:de|para)\s+|conocimientos? (?:de|en)\s+|experiencia (?:en|con)\s+|ma\u00eetrise (?:de |du "
            r"|des |d')|connaissances? (?:de |du |des |en |d')|capacit\u00e9 \u00e0\s+|exp\u00e9rience (?:en|dans)\s+"
        ),
    )
)


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of a clause without what leads to it and what follows it."""
    if hit := _SEEKING.match(text, start, end):
        start = hit.end()
    if (hit := _SUBJECT.match(text, start, end)) and (form_at(text, hit.end(), end) or ("", 0))[0] == "s":
        start = hit.end()
    for _ in range(_MOST):
        hit = next(
            (found for front in _FRONTS if (found := front.match(text, start, end)) and found.end() > start), None
        )
        if hit is None or hit.end() >= end or (_PASSIVE.search(hit[0]) and len(text[hit.end() : end].split()) < 2):
            break
        start = hit.end()
    return tidy(text, start, end)


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Without "is required" and the like behind it, stops, and brackets that do not close."""
    for _ in range(3):
        before = end
        last = _LAST_WORD.search(text, max(start, end - 30), end)
        if last and last[1].lower() in _SAYING and (hit := _ENDS.search(text, max(start, end - 90), end)):
            end = hit.start() if hit.start() > start else end
        if last and last[1].lower() in _TIMES and (hit := _WITHIN.search(text, max(start, end - 60), end)):
            end = hit.start() if hit.start() > start else end
        if hit := _LOOSE.search(text, max(start, end - 12), end):
            end = hit.start()
        for opening, closing in ("()", "[]"):
            if (end > start and text[end - 1] == closing and opening not in text[start:end]) or (
                end > start and text[end - 1] == opening
            ):
                end -= 1
        if end == before:
            break
    while start < end and (text[start].isspace() or text[start] in ",;:.-\u2013("):
        if text[start] == "(" and ")" in text[start:end]:
            break
        start += 1
    return start, max(start, end)


def core(text: str) -> str:
    """The words of a clause for matching: without "ability to", "strong knowledge of", "experience with"."""
    place = 0
    for _ in range(_MOST):
        hit = next((found for lead in _WORDS if (found := lead.match(text, place)) and found.end() > place), None)
        if hit is None or hit.end() >= len(text):
            break
        place = hit.end()
    return text[place:].strip() or text
