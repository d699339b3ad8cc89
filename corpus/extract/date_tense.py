"""Whether what is said around a date is still to come: "will meet on Friday", "by Friday", "On Friday he will"."""

from __future__ import annotations

import re

_LOOKED_BACK = 60
_LONGEST_TO_WILL = 110
# "By noon on Friday", but not "by a bomb on Friday": who did it says nothing of when.
_UNTIL = re.compile(
    r"\b(?:[Bb]y|[Uu]ntil|[Tt]ill)"
    r"(?: (?:noon|midnight|late|early|mid|next|this|at least|about|around|on|of|the|end|start|middle|close)"
    r"| \d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m\.?)?(?: [a-zA-Z]{2,8}){0,2})*[ -]$"
)
_UNTIL_PARTS = ("by ", "By ", "til")
# "Due to reconvene on Friday", but not "due to heavy snow on Friday".
_CAUSE = (
    r"(?:an?|the|its|his|her|their|this|that|these|those|what|bad|heavy|poor|high|low|strong|severe|extreme|fog|snow|rain"
    r"|lack|fears?|ill|safety|security|covid|[a-z]+(?:ings?|ions?|ness|ity|ments?|ances?|ences?|[^s]s))\b"
)
_COMING = re.compile(
    r"\b(?:will|won[’']t|scheduled|upcoming|slated|set (?:for|to)|to be held|plan(?:s|ned|ning)? (?:to|for)"
    rf"|(?<!than )(?<!as )expected|due (?:on|in|for|back|out|at|before|to (?!{_CAUSE})[a-z]+))\b"
    r"(?P<between>[^.!?\n\"“”]{0,45})$"
)
_COMING_PARTS = ("will", "won", "due", "plan", "expected", "scheduled", "set ", "upcoming", "to be held", "slated")
# What somebody said, or what was done, on the day itself is past: "will debate a bill passed on Friday".
_TOLD = re.compile(r"\b(?:said|told|says|tells|when|after|since|which|who)\b")
_DONE = re.compile(r"(?P<be>\bbe (?:\w+ly )?)?\b[a-z]{2,}ed (?:on |in |at |late |last )?$")
# "On Tuesday, five groups will block roads", "Friday's vote will decide": nobody speaks, nothing has happened between.
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?][\"”’')]*[ \xa0]|\n|[“\"])(?:On |This |By |At the |Over the )?$")
_WILL = re.compile(
    r"(?P<of>['’]s)?,? (?:(?!(?:that|who|whom|which|what|when|while|after|before|as|if|because|where|how|why|and|but)\b"
    r"|(?:said|says?|told|tells|was|were|had|has|did|made|came|went|took|gave|met|held|won|lost|began|saw|got|put|set)\b"
    r"|[a-z]+ed\b)[\w’'-]+,? ){0,8}(?:will|won[’']t|(?:is|are) (?:to|due|set|expected|scheduled|likely|going)) "
)
_WILL_PARTS = (" will ", " won", " is ", " are ")


def is_future(text: str, start: int, end: int) -> bool:
    """Say whether the words before a date, or the clause that it heads, speak of what is still to come."""
    before = text[max(0, start - _LOOKED_BACK) : start]
    # The searches are dear; mostly there is none of their words.
    if any(map(before.__contains__, _UNTIL_PARTS)) and _UNTIL.search(before):
        return True
    if any(map(before.__contains__, _COMING_PARTS)) and _is_coming(before):
        return True
    after = text[end : end + _LONGEST_TO_WILL]
    if not any(map(after.__contains__, _WILL_PARTS)):
        return False
    found = _WILL.match(after)
    return found is not None and (bool(found["of"]) or _SENTENCE_BEGINS.search(before) is not None)


def _is_coming(before: str) -> bool:
    found = _COMING.search(before)
    if found is None or _TOLD.search(found["between"]):
        return False
    done = _DONE.search(found["between"])
    return done is None or done["be"] is not None
