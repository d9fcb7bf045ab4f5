"""Words that say how much something is needed, that something is asked for at all, or that it is none of it."""

from __future__ import annotations

from credloom.requirements.pattern import Pattern


def _any(*patterns: str) -> Pattern:
    return Pattern("|".join(patterns).replace("'", "(?:'|\u2019)"))


PREFERRED = _any(
    r"\b(?:preferred|preferably|preferable|preference|desired|desirable|ideally|advantageous|beneficial|optional"
    r"|favou?rable|bonus)\b",
    r"\b(?:(?:is|are|be|would be|considered|as)\s+(?:also\s+)?(?:helpful|useful|welcome|(?:especially"
    r"|highly)\s+(?:welcome|valued|regarded)))\b",
    r"\b(?:helpful|an? (?:\w+ )?(?:plus|advantage|asset|bonus)|as an? advantage|nice[- ]to[- ]haves?|good to have"
    r"|not (?:required|necessary|mandatory))(?=[\s.,;:)]|$)",
    r"^(?:advantages?|plus|bonus):|\bpref(?:'?d)?(?=[\s.,;)]|$)",
    r"\b(?:deseable|valorable|se valorar\u00e1|serait un plus|souhait\u00e9e?s?|appr\u00e9ci\u00e9e?s?|un atout"
    r"|un plus)\b",
)
REQUIRED = _any(
    r"\b(?:required|requires?|must|mandatory|minimum|at least|essential|necessary|needed|is a must|needs? to"
    r"|req(?:'d|d)?(?=[\s.,;)]|$))",
    r"\b(?:imprescindible|obligatori[oa]|requerid[oa]|exig\u00e9e?s?|obligatoire|indispensable|requise?s?)\b",
)
ASKS = _any(
    r"\b(?:req(?:'d|d)?(?=[\s.,;)]|$)|pref(?:'?d)?(?=[\s.,;)]|$)|exp(?:erience)?:)",
    r"\b(?:must|required|requires|minimum (?:of )?\(?[\w]|at least (?:\d|one|two|three|four|five|six|seven|eight"
    r"|ten)|qualified candidates?)\b",
    r"\b(?:ability to|able to|capacity (?:to|for)|knowledge (?:of|in|and)|understanding of|familiar(?:ity)? with"
    r"|proficien(?:t|cy) (?:in|with|at)|skilled in|capable of|exposure to|experience \w+ing|mindset)\b",
    r"\b(?:experience (?:with|in|as|of|using|working)|(?:previous|prior|proven|related|relevant|work|professional"
    r"|verifiable) (?:\w+ )?experience|(?:years?|yrs?|months?)['\u2019]? (?:of )?(?:\w+[ /-]){0,4}experience)\b",
    r"\b(?:skills|fluen(?:t|cy) in|track record|degree|diploma|attention to detail|self[- ](?:motivated|starter)"
    r"|team player|certified)\b",
    r"\b(?:you(?:'ll)?|candidates?|applicants?|someone|individuals?|people|incumbent|person)\b.{0,40}\b(?:have|has"
    r"|hold|possess|who (?:is|are|can|has)|should be)\b",
    r"\byou(?:'re| are) (?:an? )?(?:\w+ly )?(?!part\b|joining\b|looking\b|interested\b|going\b|eager\b|ready\b"
    r"|applying\b|a student\b)\w+",
)
DOES = _any(
    r"^(?:this|the) (?:position|role|job) (?:involves|includes)\b|\b(?:you(?:'ll| will| would| get to)|will be"
    r"|responsible for|responsibilities (?:include|are)|duties (?:include|are|also)|tasked with|in charge of"
    r"|expected to|role is to|will)\b",
)
_PERKS = (
    (
        r"\b(?:days?'? (?:of )?(?:paid )?(?:holidays?|vacation|annual leave)|holidays? (?:a|per) year|vacation days"
        r"|in-?house gym|gym"
        r"|canteen|(?:free|healthy) (?:fruit|drinks|coffee|snacks|lunch\w*)|share scheme|employee (?:resource"
        r"|assistance|events?|bonus)"
        r"|volunteer (?:hours|days)|season ticket|company (?:events?|car|phone|pension|shares?)|team events?"
        r"|training budget"
        r"|home allowance|flat hierarch\w+|(?:career|development) (?:possibilities|paths?|prospects|opportunit\w+)"
        r"|salary commensurate|eur gross|get in touch|hr team|application deadline|recruitment process|hiring process"
        r"|pdf.{0,6}(?:file|format)|(?:welcome|receive) applications|applications are welcome|for each publication)\b"
    ),
)
HIRING = Pattern(
    r"[^.:;]{0,80}?\b(?:(?:is|are)(?: currently| now| actively)? (?:looking for|seeking|hiring|searching for"
    r"|recruiting)|seeks|needs)\s+(?:an?|our|the|new|\d+)\b"
    r"(?![^.]{0,200}\b(?:with|who|to|must|able|experienced?|years?|licen[cs]ed?|certifi\w+|degree)\b)"
)
"""Says who is hired, and nothing of what is asked of them."""
BOILERPLATE = _any(
    *_PERKS,
    r"\b(?:equal[- ](?:employment[- ])?opportunit(?:y|ies)|eeo|eoe|regardless of (?:race|colou?r|age|sex|gender"
    r"|religion|personal|background|national|their)|without regard to|protected (?:veteran|characteristic|class)"
    r"|m/f/d/?v?)\b",
    r"\b(?:reasonable accommodations?|accommodation|e-verify|affirmative action|drug[- ]free|discriminat\w+"
    r"|diverse and inclusive|inclusive (?:workplace|environment|culture)|gender identity|sexual orientation)",
    r"\b(?:401\W{0,5}k\b|paid (?:time off|vacation|holidays?|leave|training|parental)|\bpto\b|sick (?:leave|pay"
    r"|days?|time)|tuition (?:reimbursement|assistance)|stock (?:options?|purchase)|pension|profit[- ]sharing"
    r"|sign[- ]?on bonus|retention bonus)",
    r"\bbenefits? (?:package|program|include)|\b(?:health(?:care)?|dental|vision|medical|life"
    r"|disability)\W{1,3}(?:and |care )?(?:health|dental|vision|medical|life|insurance|coverage|plan)\b",
    r"\b(?:competitive (?:salary|salaries|pay|wages?|compensation|base|benefits)|we (?:also )?(?:offer|provide you"
    r"|are proud|are committed|celebrate|participate in|believe)|what we offer)\b",
    r"\b(?:our (?:mission|values|culture|core values|vision)|great place to work|family[- ]owned"
    r"|leading (?:global )?(?:provider|supplier|company)|global leader|world'?s largest|headquartered|founded in"
    r"|since (?:19|20)\d\d|employees (?:worldwide|globally|across))\b",
    r"\b(?:apply (?:now|today|online|via|at|here|by|directly)|to apply\b|click (?:here|the|on)|submit (?:your"
    r"|a) (?:resume|application|cv|copy)|send (?:us )?(?:your|a) (?:resume|application|cv|r\u00e9sum\u00e9)"
    r"|cover letter|please (?:visit|contact|apply|submit|send|attach|note|remember|include|see|provide|select"
    r"|indicate|refer)|visit (?:our|us|www)|for more information|further information|read more|see more at)\b",
    r"\b(?:other (?:duties|responsibilities|tasks|related duties|projects)(?: and responsibilities)?,? (?:as"
    r"|may be|when) (?:assigned|required|needed|requested|directed)|(?:all )?other duties|miscellaneous duties"
    r"|(?:not (?:an? )?(?:exhaustive|all-inclusive|intended to)|nothing in this|this (?:job )?description"
    r"|above statements?))\b",
    r"\b(?:the requirements listed|perform each essential duty|representative of (?:the|those)"
    r"|while performing the duties|regularly required to|physical demands|work environment characteristics"
    r"|we're an? |we are an? (?:\w+[ -]){0,4}(?:company|team|employer|organization|provider|firm|leader|startup))\b",
    r"\b(?:salary|wages?|hourly|per (?:hour|annum|diem)|/ ?h(?:ou)?r|weekly (?:pay|average)|overtime|mileage"
    r"|bonuse?s?)\b.{0,40}(?:\$|\u20ac|\u00a3|\d|paid|union|scale|available|reimbursed)"
    r"|[$\u20ac\u00a3]\s?\d[\d,.]*\s?k?\s?(?:-|\u2013|to|/|per|an)",
    r"\bjoin (?:an?|our|the) (?:[\w<>-]+ ){0,4}team\b|\b(?:flexible (?:schedules?|hours|working)"
    r"|career (?:opportunit|growth|advancement|development)|employee discounts?|company car|relocation"
    r"|free (?:meals?|shift|parking|lunch)|opportunit(?:y|ies) (?:for|to) (?:grow|advance|learn|develop))",
    r"^(?:select|choose|indicate|provide (?:the following|a concrete|specific)|refer to|identify one)\b"
    r"|\b(?:none of the above|u\.s\.c\b|vacancy announcement|this announcement|these questions?"
    r"|(?:one of )?the following (?:questions?|requirements|statements?|information)|your (?:resume|application"
    r"|transcripts?|responses?))\b|\bmay vary\b|^this could include|^(?:this position )?reports? (?:directly )?to\b",
    r"\b(?:different shifts|work schedule|24 hours?|career[- ]building|growth potential|as part of our"
    r"|successful team|at your interview|before you are hired"
    r"|regardless of the nature|(?:choose|select) at least|opportunity for you to|using your own words"
    r"|upon completion of the)\b",
    r"https?://|www\.|\S@\S+\.\w|\[removed\]|<contact>|\bjob id\b|\brequisition\b",
)
STRONG = _any(
    *_PERKS,
    r"\b(?:equal[- ](?:employment[- ])?opportunit|eeo\b|without regard to|reasonable accommodation|e-verify"
    r"|affirmative action|drug[- ]free)",
    r"\b(?:401\W{0,5}k\b|paid (?:time off|vacation|holidays)|(?:medical|health|dental|life) insurance|sick leave"
    r"|we offer|employee discount)",
    r"\b(?:submit (?:your|a) (?:resume|application|cv|copy)|apply (?:now|today|online)|other duties(?:,)? (?:as"
    r"|may)|perform each essential duty|the requirements listed|while performing the duties|regularly required to"
    r"|for more information)",
    r"\b(?:none of the above|your (?:resume|application package|responses?)|you will (?:also )?be asked to)\b"
    r"|\bplease visit\b|www\.|\bsalary range\b|[$\u20ac\u00a3]\s?\d[\d,.]*\s?k?\s?(?:-|\u2013|to|/|per|an)"
    r"|^[A-Z][\w .-]{2,30}, [A-Z]{2}$",
    r"\b(?:online application|(?:car|phone|clothing|housing) allowance|expense account|appropriate response"
    r"|meet the basic requirements"
    r"|will be (?:asked|considered (?:for|after))|screen-out)\b",
    r"\[removed\]|<contact>",
)
"""What is no requirement even under a heading for requirements."""
CONDITIONS = _any(
    r"\b(?:background (?:check|investigation|screening)s?|drug[- ](?:screen\w*|tests?\w*)|(?:pre-?employment"
    r"|post-?offer)\b.{0,30}\b(?:screen|physical|test|exam)|fingerprint\w*|credit check)\b",
    r"\b(?:(?:\d\d|eighteen|twenty-one) years (?:of age|old|or older)|years of age|at least (?:18"
    r"|21)\b(?! (?:months|years of))|u\.?s\.? citizen(?:ship)?s?(?! and)|(?:legally )?authorized to work"
    r"|work authori[sz]ation|eligible to work|selective service|visa sponsor\w*|probationary period)\b",
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?: and |, | or |/)(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
    r"\b(?:available to work|willing(?:ness)? to (?:work|travel)|(?:evenings?|nights?|weekends?"
    r"|holidays)[ ,/]+(?:and|or|&)?\s*(?:evenings?|nights?|weekends?|holidays)|work (?:weekends|evenings|nights"
    r"|overtime|m-f)|overtime may|on[- ]call rotation|(?:own|set of) (?:\w+ )?tools|\btravel (?:to|is|up to|may)\b"
    r"|\d+ ?% (?:of )?travel|travel.{0,20}(?:required|\d+ ?%)|shift work|dot medical requirements)\b",
)
"""Conditions of being employed: nothing that anyone learns."""
NOT_NEEDED = _any(
    r"\bno (?:\w+ )?(?:cdl|experience|degree|licen[sc]e|certification)\w* (?:is )?(?:required|needed|necessary)\b",
    r"\bif you have less than\b",
    r"\bmay be eligible for training\b|\bthere is no\b|\bno (?:educational )?substitution\b",
)


def necessity(text: str, otherwise: str) -> str:
    """The contract's Necessity that words say; `otherwise` where they say none."""
    if PREFERRED.search(text):
        return "PREFERRED"
    return "REQUIRED" if REQUIRED.search(text) else otherwise
