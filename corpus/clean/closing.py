"""Lines that only their place and neighbours tell: authors, boxes of other articles, links run into a line's end.

As in corpus.clean.furniture the repeats of the expressions are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_MOST_LINES = 6
_LONGEST_AUTHOR = 400
_LONGEST_BYLINE = 90
_NAME = (
    r"(?:(?:Dr|Prof|Professor|Sir|Dame|The|Mr|Ms|Mrs|Rev)\.? )?[A-Z][\w'.-]{0,20}"
    r"(?: (?:[A-Z][\w'.-]{0,20}|de|van|von|bin|al|el|der)){1,4}"
)
_PROFESSION = (
    r"(?:writer|reporter|correspondent|columnist|editor|journalist|producer|contributor|author|blogger|critic"
    r"|editorialist"
    r"|commentator|photographer|photojournalist|fellow|professor|lecturer|analyst|researcher|intern|freelancer|director"
    r"|novelist|essayist|historian|host|presenter|anchor)s?"
)
_AUTHOR = re.compile(
    rf"[*•-]? ?(?:About the author:? ?)?({_NAME}),? (?:(?:is|has been|works as) (?:an? |the |one of )?"
    rf"[^.!?]{{0,90}}\b{_PROFESSION}\b[^!?]{{0,260}}"
    r"|(?:covers|writes|reports|blogs|edits|tweets)\b[^.!?]{0,120}\b(?:for|at|about|on|from)\b[^!?]{0,200})"
)
_FOLLOW = re.compile(
    r"@\w|\b(?:[Ff]ollow|[Rr]each|[Ee]-?mail|[Rr]ead) (?:him|her|them|me|more)\b|\b(?:opinions|views) expressed\b"
)
_REMARK = re.compile(
    r"[(\[•*-]{0,2} ?(?:(?:additional )?(?:reporting|writing|editing|compiled|edited|written) by\b|this (?:article"
    r"|story|post"
    r"|piece|headline|report) (?:was|has been) (?:amended|corrected|updated|changed|edited)\b"
    r"|(?:an )?earlier versions? of this"
    r"|(?:editor['’]?s['’]? note|corrections?|clarification|update|updated) ?:|source ?: |(?:— "
    r"|- )?with (?:assistance|reporting) (?:by|from)\b|additional reporting from)",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(r"contributed (?:to this|from|reporting)\b")
_BOX = re.compile(
    # A headline, not the label of a list that the article ends with ("What to bring: …").
    r"(?!(?i:what|where|when|who|why|how|which|tickets?|dates?|times?|places?|costs?|prices?|entry|contact|steps?"
    r"|days?|week"
    r"|lap|round|tips?|first|second|third|fact|verdict|key|the|q|a|background|context|analysis|result|score|best"
    r"|worst)\b)"
    r"([A-Z][\w'&-]{0,20}(?: [\w'&?!,-]{1,20}){1,11}|[A-Z]{4,14} Magazine): ([A-Z][^:]{15,110}[.!?])"
)
_LEAST_BOXES = 2
_PICTURE = re.compile(r"\d{1,3}/(\d{1,3}) (?=[^\W\d_])")
_LEAST_PICTURES = 3
_PROMPT = re.compile(
    r"[-•*] ?((?:See|Buy|Shop|Get|View|Order|Check|Read|Watch|Learn|Find|Book) (?:it|now|more|here|at|from|on|the|price"
    r"|prices|deal)\b)[^.!?\d$€£]{0,50}"
    r"|((?:See|Buy|Shop|Get|View|Order|Check|Book) (?:it|now|here|at|on|price|prices|deal)\b)[^.!?\d$€£]{0,50}"
)
_LONGEST_PROMPT = 60
_LEAST_PROMPTS = 3
_LOOSE_END = re.compile(
    r"(?<=[\w.!?…\"'”’)\]])\s(?:(?:Continue [Rr]eading|Read [Mm]ore|READ MORE)\s?(?:\.{3}|…|»|→|>+)|\[(?:…|\.{3}"
    r"|&hellip;|\+\d{1,6} chars)\]\.?)$"
    r"|(?:^|\s)The post .{1,300} (?:appeared first|first appeared) on .{1,100}$"
)
# A loose end is sought in the last characters only.
_LOOSE_CHARACTERS = 420
_LOOSE_LINK_CHARACTERS = 40
_LOOSE_LINK_ENDS = ("...", "…", "»", "→", ">", "]", "].")


def is_remark(paragraph: str) -> bool:
    """Tell whether a paragraph only says who else worked on the article or what was changed in it; it stays."""
    if "contributed" in paragraph and len(paragraph) <= _LONGEST_AUTHOR and _CONTRIBUTED.search(paragraph):
        return True
    return _REMARK.match(paragraph) is not None


def author_lines(texts: Sequence[str], left: Sequence[int]) -> set[int]:
    """Return the numbers of the lines at either end that say who the author is, whom the article does not name.

    At the head they must also say how to follow the author, or that the views are the author's own.
    """
    found: set[int] = set()
    for tail, edge in ((True, reversed(left[-_MOST_LINES:])), (False, left[:_MOST_LINES])):
        for number in edge:
            if is_remark(texts[number]):
                continue
            about = _AUTHOR.fullmatch(texts[number]) if len(texts[number]) <= _LONGEST_AUTHOR else None
            if about is None or not (tail or _FOLLOW.search(texts[number])):
                break
            if _names(texts, left, about[1].split()[-1], but=number):
                break
            found.add(number)
    return found if len(found) < len(left) else set()


def _names(texts: Sequence[str], numbers: Sequence[int], name: str, *, but: int) -> bool:
    """Tell whether another line has the name, bylines aside."""
    return any(
        name in texts[number] and (len(texts[number]) > _LONGEST_BYLINE or texts[number].endswith("."))
        for number in numbers
        if number != but
    )


def teaser_boxes(texts: Sequence[str], left: Sequence[int]) -> set[int]:
    """Return the numbers of the last lines if several are a headline, a colon and a sentence, and no other line is."""
    boxes: list[int] = []
    for number in reversed(left):
        if _BOX.fullmatch(texts[number]) is None:
            break
        boxes.append(number)
    if not _LEAST_BOXES <= len(boxes) < len(left):
        return set()
    return set() if any(_BOX.fullmatch(texts[number]) for number in left[: -len(boxes)]) else set(boxes)


def repeated_prompts(texts: Sequence[str], left: Sequence[int]) -> set[int]:
    """Return the numbers of the short lines that ask for the same again and again: “See it now: …”, “Buy at …”."""
    asked: dict[str, set[int]] = {}
    for number in left:
        if len(texts[number]) <= _LONGEST_PROMPT and (prompt := _PROMPT.fullmatch(texts[number])):
            asked.setdefault((prompt[1] or prompt[2]).lower(), set()).add(number)
    return set().union(*(found for found in asked.values() if len(found) >= _LEAST_PROMPTS))


def gallery_lines(texts: Sequence[str], left: Sequence[int]) -> set[int]:
    """Return the numbers of the lines that are numbered pictures of one gallery: “3/30 …”, “4/30 …”."""
    pictures: dict[str, set[int]] = {}
    for number in left:
        if picture := _PICTURE.match(texts[number]):
            pictures.setdefault(picture[1], set()).add(number)
    return set().union(*(found for found in pictures.values() if len(found) >= _LEAST_PICTURES))


def loose_end(paragraph: str) -> int | None:
    """Return where a link that was run into the paragraph's end begins, or None."""
    start = max(0, len(paragraph) - _LOOSE_CHARACTERS)
    if paragraph.find("The post ", start) < 0:
        if not paragraph.endswith(_LOOSE_LINK_ENDS):
            return None
        start = max(start, len(paragraph.rstrip(">")) - _LOOSE_LINK_CHARACTERS)
    found = _LOOSE_END.search(paragraph, start)
    return found.start() if found else None
