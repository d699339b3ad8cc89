"""The place and date at the head of a story: "KABUL, Sept 5 (Agency) —"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.clean.months import MONTHS
from corpus.extract.date_grammar import MONTH

MAX_HEAD_LINES = 8
MAX_HEAD_CHARACTERS = 600
Span = tuple[int, int]

_DAY_NAME = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b"
_WEEKDAY = rf"(?:{_DAY_NAME}\.?,?\s+)?"
# Agencies write datelines in their own language above English texts too.
_ANY_MONTH = "|".join(sorted((re.escape(name) for name in MONTHS if len(name) > 2), key=len, reverse=True))
_FIGURES_DATE = r"(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|[12]\d|3[01])[./](?:19|20)\d\d\b"
_DATE = (
    rf"(?i:{_WEEKDAY}(?:{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s*,?\s+(?:19|20)\d\d)?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?(?:,?\s+(?:(?:19|20)\d\d|\d\d)\b)?|"
    rf"\d{{1,2}}[.º]?\s+(?:de\s+)?(?:{_ANY_MONTH})\b\.?(?:\s+(?:de\s+)?(?:19|20)\d\d\b)?)"
    rf"|{_DAY_NAME}(?=\s*[(/—–-]))"
)
_ISO_DATE = rf"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b|{_FIGURES_DATE}"
_WIRES = "Reuters?|AP|AFP|UPI|DPA|EFE|TASS|ITAR-TASS|Xinhua|Interfax|IRNA|PTI|ANSA|Kyodo|Yonhap|SANA|WAM"
_SMALL_WIRES = frozenset(
    ("dpa", "ansa", "apa", "ddp", "sda", "epd", "kna", "afp", "ap", "pap", "dts", "lusa", "belga", "ntb")
)
_WORD = r"[A-ZÀ-Þ][\w.'’]*(?:-\w[\w.'’]*)*"
_PLACE = rf"{_WORD}(?:(?:\s*/\s*|[ \xa0](?:(?:of|and|de|del|la|el|al|du|the) )?){_WORD}){{0,4}}"
_REGION = rf"(?!{_DATE}){_WORD}(?: (?:(?:of|and) )?{_WORD}){{0,3}}"
_DATELINE = re.compile(
    rf"(?P<place>(?!{_DATE}){_PLACE})(?:,\s*(?P<region>{_REGION})(?:,\s*{_REGION})?"
    rf"|\s*[(\[](?P<country>{_REGION})[)\]](?=\s*,\s*{_DATE}))?"
    rf"(?:(?:\s*[,.]?\s+|\s*[:—–-]+\s+(?=[^:—–\n-]{{5,30}}[:—–-]))(?P<date>{_DATE}|(?P<iso>{_ISO_DATE})))?(?:\s*\((?P<bracketed>{_DATE})\))?"
    rf"(?:\s*(?:[,.]|--+)?\s*(?:\((?P<agency>[^()\n]{{2,60}})\)|/(?P<wire>[^/\n]{{2,30}})/|(?P<plain>{_WIRES})\b))?"
    rf"(?:\s*[,.]?\s+(?P<late>{_DATE}))?"
    r"(?P<end>\s*\.?\s*--+|\s*\.?\s*[—–―]|\s*\.?\s*-(?=\s|$)|(?<=\))-|\s*:(?=\s)|(?<=/)\.(?=\s)"
    r"|(?<=\))\.?[ \t]*(?=[A-ZÀ-Þ\"“‘])|\s*(?=\n)|\s*$)"
)
# Words in capitals that open a story without being where it was written.
_NO_PLACE = re.compile(
    r"(?:BREAKING|UPDATE|UPDATED|EXCLUSIVE|WATCH|VIDEO|PHOTOS?|OPINION|ANALYSIS|EDITORIAL|LIVE|WRAPUP|CORRECTED|CORRECTION|FACTBOX|"
    r"TIMELINE|EXPLAINER|REVIEW|INTERVIEW|NOTE|MORE|READ|RELATED|QUESTION|ANSWER|SPEAKER|MODERATOR|HOST|SOURCE|FILE|ALERT|URGENT|ADVERTISEMENT|BY|Q|A)\b"
)

_SMALL_WORDS = re.compile(r"\b(?:of|and|de|del|la|el|al|du|the)\b")
_DAY_ONLY = re.compile(_DAY_NAME, re.IGNORECASE)
_FULL_STOP = re.compile(r"[^\W\d_]{3}\.$")
_LINE_END = re.compile(r"[\n\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where the parts stand (start, end) and where the story begins; a part that is not there is None."""

    place: Span
    date: Span | None
    agency: Span | None
    end: int


def parse_dateline(text: str) -> Dateline | None:
    """Return the dateline at the head of a text, in one of its first lines; None if there is none."""
    position, lines = 0, 0
    while lines < MAX_HEAD_LINES and position < min(len(text), MAX_HEAD_CHARACTERS):
        while position < len(text) and text[position].isspace():
            position += 1
        found = _DATELINE.match(text, position)
        if found and _is_dateline(text, found):
            return _spans(found)
        end = _LINE_END.search(text, position)
        if end is None:
            break
        position, lines = end.end(), lines + 1
    return None


def _is_dateline(text: str, found: re.Match[str]) -> bool:
    """Tell a dateline from a headline or sentence that merely begins like one."""
    place = found["place"]
    dated = found["date"] or found["bracketed"] or found["late"]
    agency = found["agency"] or found["wire"] or found["plain"]
    capitals = _SMALL_WORDS.sub(" ", place).isupper()
    end = found["end"].strip().lstrip(".")
    if _NO_PLACE.match(place) or (dated and not capitals and _DAY_ONLY.fullmatch(dated)):
        return False
    if not end and text[found.end() : found.end() + 1] not in ("", "\n"):  # the story goes on behind the agency
        return bool(dated and agency and capitals)
    if not end:  # no dash: the dateline must fill its line
        return bool(dated and capitals and (found["bracketed"] or found["iso"] or agency))
    if end == ":" and not dated:
        return capitals and len(place) > 3 and not found["region"] and _goes_on_in_lower_case(text, found.end())
    if dated or (agency and capitals):
        return True
    if agency:
        return end != ":" and (agency[:1].isupper() or agency in _SMALL_WIRES)
    return capitals and len(place) > 3 and _goes_on_in_lower_case(text, found.end(), dash=end)


def _goes_on_in_lower_case(text: str, end: int, *, dash: str = "") -> bool:
    rest = text[end : end + 60]
    goes_on = rest[:2].istitle() if dash[:2] == "--" or dash == "—" else not rest[:1].isalnum()
    return any(character.islower() for character in rest) and (goes_on or not rest[:1].isalnum())


def _spans(found: re.Match[str]) -> Dateline:
    end = (
        found.end("country") + 1 if found["country"] else found.end("region") if found["region"] else found.end("place")
    )
    if _FULL_STOP.search(found["place"]) and end == found.end("place"):
        end -= 1
    date = next((found.span(name) for name in ("date", "bracketed", "late") if found[name]), None)
    agency = next((found.span(name) for name in ("agency", "wire", "plain") if found[name]), None)
    return Dateline((found.start("place"), end), date, agency, found.end())
