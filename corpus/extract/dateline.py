"""The place and date at the head of a story: "KABUL, Sept 5 (Agency) —"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.extract.date_grammar import MONTH

MAX_HEAD_LINES = 8
MAX_HEAD_CHARACTERS = 600
Span = tuple[int, int]

_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
_DATE = (
    rf"(?i:{_WEEKDAY}(?:{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s*,?\s+(?:19|20)\d\d)?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?(?:,?\s+(?:(?:19|20)\d\d|\d\d)\b)?))"
)
_ISO_DATE = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b"
_WIRES = "Reuters?|AP|AFP|UPI|DPA|EFE|TASS|ITAR-TASS|Xinhua|Interfax|IRNA|PTI|ANSA|Kyodo|Yonhap|SANA|WAM"
_WORD = r"[A-ZÀ-Þ][\w.'’-]*"
_PLACE = rf"{_WORD}(?:(?:\s*/\s*|[ \xa0](?:(?:of|and|de|del|la|el|al|du|the) )?){_WORD}){{0,4}}"
_REGION = rf"(?!{_DATE}){_WORD}(?: (?:(?:of|and) )?{_WORD}){{0,3}}"
_DATELINE = re.compile(
    rf"(?P<place>(?!{_DATE}){_PLACE})(?:,\s*(?P<region>{_REGION})(?:,\s*{_REGION})?|\s*\((?P<country>{_REGION})\)(?=\s*,\s*{_DATE}))?"
    rf"(?:\s*[,.]?\s+(?P<date>{_DATE}|(?P<iso>{_ISO_DATE})))?(?:\s*\((?P<bracketed>{_DATE})\))?"
    rf"(?:\s*[,.]?\s*(?:\((?P<agency>[^()\n]{{2,60}})\)|/(?P<wire>[^/\n]{{2,30}})/|(?P<plain>{_WIRES})\b))?"
    rf"(?:\s*[,.]?\s+(?P<late>{_DATE}))?"
    r"\s*(?P<end>--+|[—–―]|-(?=\s|$)|:(?=\s)|(?=\n)|$)"
)
# Words in capitals that open a story without being where it was written.
_NO_PLACE = re.compile(
    r"(?:BREAKING|UPDATE|UPDATED|EXCLUSIVE|WATCH|VIDEO|PHOTOS?|OPINION|ANALYSIS|EDITORIAL|LIVE|WRAPUP|CORRECTED|CORRECTION|FACTBOX|"
    r"TIMELINE|EXPLAINER|REVIEW|INTERVIEW|NOTE|MORE|READ|RELATED|SOURCE|FILE|ALERT|URGENT|ADVERTISEMENT|BY|Q|A)\b"
)

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
    if _NO_PLACE.match(place):
        return False
    if not found["end"]:  # no dash: the dateline must fill its line
        return bool(dated and place.isupper() and (found["bracketed"] or found["iso"] or agency))
    if found["end"] == ":" and not dated:
        return place.isupper() and len(place) > 3 and not found["region"] and _goes_on_in_lower_case(text, found.end())
    if dated or (agency and place.isupper()):
        return True
    if agency:
        return found["end"] != ":" and (agency.isupper() or agency[:1].isupper())
    return place.isupper() and len(place) > 3 and _goes_on_in_lower_case(text, found.end())


def _goes_on_in_lower_case(text: str, end: int) -> bool:
    rest = text[end : end + 60]
    return any(character.islower() for character in rest) and not text[end : end + 1].isalnum()


def _spans(found: re.Match[str]) -> Dateline:
    end = (
        found.end("country") + 1 if found["country"] else found.end("region") if found["region"] else found.end("place")
    )
    if _FULL_STOP.search(found["place"]) and end == found.end("place"):
        end -= 1
    date = next((found.span(name) for name in ("date", "bracketed", "late") if found[name]), None)
    agency = next((found.span(name) for name in ("agency", "wire", "plain") if found[name]), None)
    return Dateline((found.start("place"), end), date, agency, found.end())
