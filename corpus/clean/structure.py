"""Which lines found in a web page are furniture by where they stand in it: boxes, lists of links, bare headings.

What is looked at is the page's tree, not its wording, so it holds in any language. A mark on an element counts only as
long as the element holds little of what was found: a whole article may stand in a “newsletter” or in a form.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from lxml import etree
from lxml import html as lxml_html

from corpus.clean.marks import Mark, mark_of
from corpus.clean.text import line_letters

LONGEST_HEADING: Final = 100
LONGEST_LABEL: Final = 30
FEW_WORDS: Final = 3
NEAR: Final = 12  # lines
MOST_SHARE: Final = 0.3  # of what was found, in all elements with the same mark
LINKED: Final = 0.8  # of the letters of a box or line, for it to be a link
LEAST_LINK_WORDS: Final = 4
MOST_PAGES: Final = 2  # that a line leads to; a line of several links is a list of names
LEAST_LINKS: Final = 2  # in a list

_SILENT: Final = frozenset({"script", "style", "noscript", "template", "head", "svg", "select", "textarea"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "ins", "mark", "q", "s", "small", "span"}
    | {"strike", "strong", "sub", "sup", "time", "u", "wbr", "label", "br", "img"}
)
_BUTTONS: Final = ("#", "javascript:", "mailto:", "tel:")
_STRONG: Final = frozenset({"b", "strong"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SENTENCE: Final = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")


@dataclass(slots=True)
class _Box:
    """An element that may be furniture, and how much of the page's text it holds."""

    mark: Mark
    letters: int = 0
    linked: float = 0


@dataclass(slots=True)
class _List:
    """A list of the page: its lines, and how many of them are links."""

    lines: int = 0
    links: int = 0


class _Where(NamedTuple):
    """What a place of the page lies within."""

    boxes: tuple[_Box, ...] = ()
    listed: _List | None = None
    is_link: bool = False
    page: str = ""  # another page that the link leads to
    is_strong: bool = False


@dataclass(slots=True)
class _Block:
    """A run of text between two ends of lines, with where it stands."""

    tag: str
    where: _Where
    parts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)  # the other pages it leads to
    key: str = ""
    linked: float = 0

    @property
    def is_link(self) -> bool:
        """Tell whether it is a link to another page and next to nothing else."""
        return 0 < len(self.pages) <= MOST_PAGES and (self.linked >= LINKED or self._is_labelled_link())

    def _is_labelled_link(self) -> bool:
        """Tell whether the link is all that follows a few words and a colon."""
        label, colon, rest = "".join(self.parts).partition(":")
        return bool(colon) and len(label) <= LONGEST_LABEL and line_letters(rest) == line_letters("".join(self.links))

    @property
    def is_heading(self) -> bool:
        """Tell whether it is a heading, or printed like one."""
        return self.tag in _HEADINGS or line_letters("".join(self.strong)) == self.key


def furniture_lines(tree: lxml_html.HtmlElement, lines: Sequence[str]) -> set[int]:
    """Return the numbers of the lines, of those found in a page, that the page's structure tells to be furniture."""
    keys = [line_letters(line) for line in lines]
    blocks = _Reader(frozenset(filter(None, keys))).read(tree)
    told = _told(blocks, letters=sum(map(len, keys)))
    places: dict[str, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        places[block.key].append(place)
    found = {
        number
        for number, key in enumerate(keys)
        if key in told and (len(lines[number].split()) > FEW_WORDS or _is_in_order(number, keys, places))
    }
    found |= _bare_headings(blocks, lines, keys, found)
    return found if len(found) < len(keys) else set()


def _is_in_order(number: int, keys: Sequence[str], places: Mapping[str, Sequence[int]]) -> bool:
    """Tell whether a line stands in the page between the lines it was found between.

    A word out of a sentence that was cut up may be a label elsewhere in the page.
    """
    before = (places.get(key, ()) for key in reversed(keys[max(0, number - NEAR) : number]))
    after = (places.get(key, ()) for key in keys[number + 1 : number + 1 + NEAR])
    first = next((found[0] for found in before if len(found) == 1), None)
    last = next((found[0] for found in after if len(found) == 1), sys.maxsize)
    return first is not None and any(first < place < last for place in places[keys[number]])


def _bare_headings(blocks: Sequence[_Block], lines: Sequence[str], keys: Sequence[str], gone: set[int]) -> set[int]:
    """Return the numbers of the headings below which nothing is left: a list of links was there, or the text ends."""
    headings = {block.key for block in blocks if block.is_heading}
    listed = {block.key for block in blocks if block.where.listed is not None}
    found: set[int] = set()
    is_over = True
    for number in reversed(range(1, len(keys))):
        if number in gone:
            continue
        is_of_list = number + 1 in gone and keys[number + 1] in listed
        is_short = len(lines[number]) <= LONGEST_HEADING and _SENTENCE.search(lines[number]) is None
        if is_short and keys[number] in headings and (is_over or is_of_list):
            found.add(number)
        else:
            is_over = False
    return found


def _told(blocks: Sequence[_Block], *, letters: int) -> set[str]:
    """Return the keys of the lines that stand in furniture wherever they stand."""
    by_mark: dict[str, int] = defaultdict(int)
    for block in blocks:
        for name in {box.mark.name for box in block.where.boxes}:
            by_mark[name] += len(block.key)
        for box in block.where.boxes:
            box.letters += len(block.key)
            box.linked += block.linked * len(block.key)
    furniture: set[str] = set()
    own: set[str] = set()
    for block, is_link in zip(blocks, _links(blocks, letters), strict=True):
        told = is_link or any(_counts(box, by_mark, letters) for box in block.where.boxes)
        (furniture if told else own).add(block.key)
    return furniture - own


def _counts(box: _Box, by_mark: dict[str, int], letters: int) -> bool:
    """Tell whether a marked element is furniture."""
    if by_mark[box.mark.name] > MOST_SHARE * letters or box.letters > box.mark.most:
        return False
    return not box.mark.needs_links or box.linked >= LINKED * box.letters


def _links(blocks: Sequence[_Block], letters: int) -> list[bool]:
    """Tell of each block whether it is a link; none is in an article that is a list of links."""
    links = [_is_link(block) for block in blocks]
    cards = [block.tag in _HEADINGS and block.is_link for block in blocks]
    # A headline that is a link heads what is said of it, unless the next thing is such a headline too.
    for number, both in enumerate(map(all, pairwise(cards))):
        links[number : number + 2] = [True, True] if both else links[number : number + 2]
    linked = {block.key for block, is_link in zip(blocks, links, strict=True) if is_link}
    return links if sum(map(len, linked)) <= MOST_SHARE * letters else [False] * len(blocks)


def _is_link(block: _Block) -> bool:
    """Tell whether a line is a link to another page, alone or in a list of them."""
    if block.tag in _HEADINGS or not block.is_link:
        return False
    if block.where.listed is not None:
        return block.where.listed.links >= max(LEAST_LINKS, block.where.listed.lines)
    text = "".join(block.parts).strip()
    return len(text.split()) >= LEAST_LINK_WORDS and _SENTENCE.search(text) is None


class _Reader:
    """Goes through the tree of a page once and notes the blocks of text that were found in it."""

    def __init__(self, wanted: frozenset[str]) -> None:
        """Take the letters of the lines that were found."""
        self.wanted = wanted
        self.blocks: list[_Block] = []
        self.where = _Where()
        self.block = _Block("", self.where)

    def read(self, tree: lxml_html.HtmlElement) -> list[_Block]:
        """Return the blocks, in their order."""
        body = tree.find("body")
        walk = etree.iterwalk(body if body is not None else tree, events=("start", "end", "comment", "pi"))
        outside: list[_Where] = []
        for event, element in walk:
            if event == "start":
                outside.append(self.where)
                if element.tag in _SILENT:
                    walk.skip_subtree()
                else:
                    self._enter(element)
                continue
            if event == "end":
                self.where = outside.pop()
                if element.tag not in _INLINE and element.tag not in _SILENT:
                    self._begin(element.getparent())
            if element.tail:
                self._add(element.tail)
        self._begin(None)
        return self.blocks

    def _enter(self, element: lxml_html.HtmlElement) -> None:
        """Take an element that begins, with the text before its first child."""
        tag = element.tag
        if element.attrib and (mark := mark_of(element)) is not None:
            self.where = self.where._replace(boxes=(*self.where.boxes, _Box(mark)))
        if tag == "a":
            page = _other_page(element.get("href") or "")
            self.where = self.where._replace(is_link=True, page=page)
            if page:
                self.block.pages.add(page)
        elif tag in _STRONG:
            self.where = self.where._replace(is_strong=True)
        elif tag == "br":
            self._begin(element.getparent())
        elif tag not in _INLINE:
            if tag in ("ul", "ol"):
                self.where = self.where._replace(listed=_List())
            self._begin(element)
        if element.text:
            self._add(element.text)

    def _begin(self, element: lxml_html.HtmlElement | None) -> None:
        """End the block of text before this place and begin another within an element."""
        if self.block.parts:
            self._end(self.block)
        self.block = _Block("" if element is None else element.tag, self.where)
        if self.where.page:
            self.block.pages.add(self.where.page)

    def _end(self, block: _Block) -> None:
        """Keep a block if it was found in the page; of lists all lines are counted."""
        block.key = line_letters("".join(block.parts))
        if not block.key:
            return
        is_wanted, listed = block.key in self.wanted, block.where.listed
        if block.links and (is_wanted or listed is not None):
            block.linked = len(line_letters("".join(block.links))) / len(block.key)
        if is_wanted:
            self.blocks.append(block)
        if listed is not None:
            listed.lines += 1
            listed.links += block.is_link

    def _add(self, text: str) -> None:
        self.block.parts.append(text)
        if self.where.is_link:
            self.block.links.append(text)
        if self.where.is_strong:
            self.block.strong.append(text)


def _other_page(address: str) -> str:
    """Return the address of a link if it leads to another page, and is no button."""
    return "" if address.startswith(_BUTTONS) or "/intent/" in address else address
