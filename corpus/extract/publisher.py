"""Names that only tell who publishes: the source, bylines, agencies, sign-offs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from corpus.extract.lexicon import Lexicon
from corpus.extract.lines import Line
from corpus.extract.mention import Document
from corpus.extract.words import cached_fold

CACHED_NAMES = 16_384
LEAST_ABBREVIATED = 3  # words of a name that addresses abbreviate
MAX_BYLINE = 110  # characters
_COMPACT = re.compile(r"[^\w]+")
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\d?\.)?([\w.-]+\.[a-z]{2,})(?:[/:].*)?$")
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "ac", "gov", "edu"])
_EDITIONS = frozenset({"africa", "asia", "europe", "international", "online", "tv", "uk", "usa"})
_SUFFIX_WORDS = ("news", "online", "newspaper", "agency", "website", "com", "org", "net", "media")
# Lines in which a publisher speaks of itself.
_SELF = re.compile(
    r"^\W*(?:support|subscribe to|follow|donate to|like|join|share|visit|more (?:from|on)|"
    r"read more (?:on|at|in)|originally published (?:on|by|in)|source|sources|via|from|written for|written by|"
    r"copyright|©|\(c\)|all rights reserved|image courtesy of|credit|photo credit|photo by|image by)"
    r"[\s:]*(?:©|\(c\))?\s*(?:\d{4})?\s*(?:the )?"
    r"(?P<name>[^\W\d_][\w.’'&-]*(?: [\w.’'&-]+){0,3}?)(?: on (?:twitter|facebook|telegram|youtube|patreon))?\W*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^\W*(?:By|BY|by|Written by|Posted by|Author:)\s+(?=[^\W\d_])[^.!?]{3,90}$")
_SIGN_OFF = re.compile(
    r"\((?:(?:additional )?(?:reporting|writing|editing|written|compiled|edited)\b)[^()]{0,400}\)|"
    r"(?:^|(?<=[.\s]))(?:Additional )?(?:Reporting|Writing|Editing|Edited|Written|Compiled) by [^.]{3,200}\.?$",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(r"\bcontributed (?:reporting|to this (?:report|story|article))\b[^.]{0,60}\.?", re.IGNORECASE)
_CREDIT = re.compile(r"\(([^()/]{2,60}/[^()]{2,60})\)")
# "©Jo Harrow (AP)"
_COPYRIGHT = re.compile(r"© ?(?:[A-Z][\w.'’-]*[ /]?){1,4}(?:\([^()]{2,20}\))?")
# "Jo Harrow/AP" under a picture, without brackets
_WHO_TOOK = re.compile(r"(?:[A-Z][\w.'’-]+ ){0,2}[A-Z][\w.'’-]+$")
_FOR_WHOM = re.compile(r"[A-Z]\w+(?: (?:Images|Press|News))?(?![\w/])")
LONGEST_CREDIT = 60  # characters
_CREDIT_PARTS = re.compile(r"/|-| via ")
_SENTENCE_START = re.compile(r"[.!?]\s")
_SIGN_OFF_WORDS = ("reporting", "writing", "editing", "edited", "written", "compiled", "contributed")
_BEFORE_AGENCY = re.compile(
    r"(?:\b(?:told|tells|telling|informed|by|to|via|with|from|according to|quoted|citing|cited|reported|for)\s+"
    r"(?:the )?|[(\[—–/-]\s*|©\s*)$",
    re.IGNORECASE,
)
_AFTER_AGENCY = re.compile(
    r"^(?:['’]s)?(?:\s+(?:news agency|news|reported|reports|quoted|cited|said|correspondents?|reporters?|journalists?|"
    r"writer|photographer|that|on \w+day|in an? |showed|video|footage|has learned|learned)|\s*[)\]/—–-]|,? citing|\s*$)"
)

# "(CNN)", "— CNN", "Jo Harrow/CNN"
_BEFORE_MARK = re.compile(r"(?:[(\[—–/]|--|©)\s*$")
_AFTER_MARK = re.compile(r"\s*(?:[)\]/—–-]|$)")


def publisher_names(document: Document, lines: Iterable[Line]) -> frozenset[str]:
    """Return the compact forms of the names under which the article's publisher shows itself."""
    names = _variants(document.source)
    for line in lines:
        if len(line.text) <= 80:
            match = _SELF.match(line.text.strip())
            if match and _looks_branded(match["name"]):
                names |= _variants(match["name"])
    return frozenset(names)


def _looks_branded(name: str) -> bool:
    return any(character.isupper() for character in name)


def domain_of(source: str) -> str:
    """Return the domain that a source's name is, "" if it is none."""
    found = _DOMAIN.match(cached_fold(source))
    return found.group(1) if found else ""


def _variants(source: str) -> set[str]:
    text = cached_fold(source)
    if not text or text == "unknown":
        return set()
    forms = {compact(text)}
    domain = domain_of(source)
    if domain:
        labels = domain.split(".")
        labels = labels[:-1]
        if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
            labels = labels[:-1]
        forms.add(compact(labels[-1]))
    for form in tuple(forms):
        bare = form.removeprefix("the")
        forms.add(bare)
        for word in _SUFFIX_WORDS:
            if bare.endswith(word) and len(bare) - len(word) >= 3:
                forms.add(bare.removesuffix(word))
    return {form for form in forms if len(form) >= 2}


@lru_cache(maxsize=CACHED_NAMES)
def compact(name: str) -> str:
    """Return a name without case, accents, spaces and punctuation, as publishers' names are compared."""
    return _COMPACT.sub("", cached_fold(name)).removeprefix("the")


@lru_cache(maxsize=CACHED_NAMES)
def forms_of(name: str) -> frozenset[str]:
    """Return how a paper may be called in its address: "harrowparktimes", "hptimes", "hpt", its editions left out."""
    words = cached_fold(name).removeprefix("the ").split()
    forms = {compact(name)}
    if len(words) > 1 and words[-1] in _EDITIONS:
        forms.add(compact(" ".join(words[:-1])))
    if len(words) >= LEAST_ABBREVIATED:
        initials = "".join(word[0] for word in words)
        forms |= {initials, initials[:-1] + compact(words[-1])}
    return frozenset(forms)


def may_sign_off(folded: str) -> bool:
    """Say whether a text in lower case has a word without which no sign-off is: the search for one is dear."""
    return any(word in folded for word in _SIGN_OFF_WORDS)


def quiet_zones(line: Line, lexicon: Lexicon, *, signed: bool) -> list[tuple[int, int]]:
    """Return the spans of a line that only tell who made it: bylines, sign-offs (if `signed`), credits of pictures."""
    text = line.text
    if len(text) < MAX_BYLINE and _BYLINE.match(text) and len(text.split()) <= 14:
        return [(0, len(text))]
    zones = [
        match.span()
        for match in (_CREDIT.finditer(text) if "(" in text and "/" in text else ())
        if any(is_agency(part.strip(), lexicon) for part in _CREDIT_PARTS.split(match.group(1)))
    ]
    if "©" in text:
        zones.extend(match.span() for match in _COPYRIGHT.finditer(text))
    if "/" in text:
        zones.extend(_picture_credits(text, lexicon))
    if not signed:
        return zones
    zones += [match.span() for match in _SIGN_OFF.finditer(text)]
    for match in _CONTRIBUTED.finditer(text):
        starts = [stop.end() for stop in _SENTENCE_START.finditer(text, 0, match.start())]
        zones.append((starts[-1] if starts else 0, match.end()))
    return zones


def _picture_credits(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    slash = text.find("/")
    while slash >= 0:
        who = _WHO_TOOK.search(text, max(0, slash - LONGEST_CREDIT), slash)
        agency = _FOR_WHOM.match(text, slash + 1)
        if who is not None and agency is not None and is_agency(agency[0], lexicon):
            yield who.start(), agency.end()
        slash = text.find("/", slash + 1)


@lru_cache(maxsize=CACHED_NAMES)
def is_agency(name: str, lexicon: Lexicon) -> bool:
    """Say whether a name is a news agency's or publisher's."""
    folded = cached_fold(name)
    return folded in lexicon.agencies or folded.removeprefix("the ") in lexicon.agencies


@lru_cache(maxsize=CACHED_NAMES)
def is_wire(name: str, lexicon: Lexicon) -> bool:
    """Say whether a name is that of an agency whose reports others print, so that quoting it says nothing."""
    folded = cached_fold(name)
    return folded in lexicon.wires or folded.removeprefix("the ") in lexicon.wires


def only_reports(text: str, start: int, end: int, *, wire: bool) -> bool:
    """Say whether the agency or publisher named at a span is only the one who reports here: "told Reuters", "(AP)".

    A paper or broadcaster that is quoted ("told CNN") is an actor; one that stands in brackets or as a mark is none.
    """
    before = text[max(0, start - 30) : start]
    if _BEFORE_MARK.search(before) and _AFTER_MARK.match(text[end : end + 30]):
        return True
    return wire and bool(_BEFORE_AGENCY.search(before) or _AFTER_AGENCY.match(text[end : end + 30]))
