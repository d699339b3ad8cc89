"""The character data of HTML, in one pass over the markup, however broken or hostile it is.

No tree is built: the work grows with the length of the markup, not with its depth, its attributes or what is left open.
"""

from __future__ import annotations

import re

from corpus.clean.words import words

BLOCKS = frozenset(
    words(
        """
        address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
        figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup
        option p pre search section summary table tbody tfoot thead title tr ul
        """
    )
)
INLINES = frozenset(
    words(
        """
        a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label link mark meta
        meter nobr output picture progress q rp rt ruby s samp small source span strike strong sub sup time track
        tt u var wbr
        """
    )
)
# What stands in these is never text of the article. The first ones hold no markup: only their own end tag ends them.
_RAW = frozenset(words("script style textarea iframe noembed noframes xmp"))
_DROPPED = frozenset(words("template noscript svg math select datalist button object canvas audio video map nav title"))
_CELLS = frozenset(("td", "th"))
KNOWN = BLOCKS | INLINES | _RAW | _DROPPED | _CELLS | {"br"}

_TAG_OPENING = re.compile(r"<(/?)([a-zA-Z][^\s/><\"'=]*)")
_TAG_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-:][a-z0-9._-]*)?")
_STOP_IN_TAG = re.compile(r">|=\s*[\"']")
_EVIDENCE = re.compile(
    r"</([a-zA-Z][a-zA-Z0-9]{0,14})\s{0,9}>"
    r"|<(?:p|br|hr|br ?/|hr ?/|BR ?/|/?P|BR)>"
    r"|<([a-zA-Z][a-zA-Z0-9]{0,14})\s{1,9}[a-zA-Z-]{1,30}\s{0,9}=\s{0,9}[\"']"
    r"|<!--|<!\[CDATA\["
)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS | {'br'}))})[\s/>]", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_WHITE = re.compile(r"\s+")


def has_markup(text: str) -> bool:
    """Tell whether a plain-text field holds real markup.

    Evidence: an end tag, a tag with a quoted attribute, <p>, <br> or <hr>, a comment or a CDATA section – of elements
    that HTML knows. A lone `<`, `<SRD>` (a stock's ticker), `<B>` or `<name@example.org>` is text and stays.
    """
    if "<" not in text:
        return False
    for found in _EVIDENCE.finditer(text):
        name = found[1] or found[2]
        if name is None:
            # An upper-case <P> may be a ticker; it is a tag if its end or another <P> is there.
            if found[0] not in ("<P>", "<BR>") or text.count(found[0]) > 1:
                return True
        elif name.lower() in KNOWN:
            return True
    return False


def character_data(markup: str, *, keep_blank_lines: bool) -> str:
    """Return what stands between the tags, entities as written, blocks parted by empty lines, <br> a line end.

    Scripts, styles, forms' controls and comments vanish. A stray `<` comes out as `&lt;`. White space is collapsed as
    browsers do unless the markup has no block elements; `keep_blank_lines` keeps empty lines as paragraph ends besides.
    """
    blocks = _BLOCK_TAG.search(markup) is not None
    reader = _Reader(markup, collapse=blocks, keep_blank_lines=keep_blank_lines)
    return reader.read()


class _Reader:
    """One pass over one piece of markup."""

    def __init__(self, markup: str, *, collapse: bool, keep_blank_lines: bool) -> None:
        """Take the markup, and how its white space counts."""
        self.markup = markup
        self.lower = markup.lower() if len(markup.lower()) == len(markup) else markup
        self.collapse = collapse
        self.keep_blank_lines = keep_blank_lines
        self.parts: list[str] = []
        self.preformatted = 0
        self.last = {quote: markup.rfind(quote) for quote in "\"'"}
        self.last_comment_end = markup.rfind("-->")
        self.unclosed: set[str] = set()
        self.quotes_count = True

    def read(self) -> str:
        """Return the character data of the whole markup."""
        position = 0
        while True:
            opening = self.markup.find("<", position)
            self.text(self.markup[position : opening if opening >= 0 else None])
            if opening < 0:
                return "".join(self.parts)
            position = self.after_markup(opening)

    def text(self, data: str) -> None:
        """Keep a piece of text between two tags."""
        if not data:
            return
        if self.collapse and not self.preformatted:
            if self.keep_blank_lines:
                data = _BLANK_LINE.sub("\r\r", data)
                data = "\n\n".join(_WHITE.sub(" ", part) for part in data.split("\r\r"))
            else:
                data = _WHITE.sub(" ", data)
        self.parts.append(data.replace("]]>", ""))

    def after_markup(self, position: int) -> int:
        """Return where text goes on after the `<` at this position."""
        markup = self.markup
        if markup.startswith("<!--", position):
            if self.last_comment_end >= position + 2:
                return markup.index("-->", position + 2) + 3
            return position + 4
        if markup.startswith("<![CDATA[", position):
            return position + 9
        if markup.startswith(("<!", "<?", "</>"), position):
            end = self.closing_bracket(position)
            return end if end else self.stray(position)
        opening = _TAG_OPENING.match(markup, position)
        name = opening[2].lower() if opening else ""
        if opening is None or not _TAG_NAME.fullmatch(name):
            return self.stray(position)
        end = self.tag_end(opening.end())
        if end is None:
            return len(markup) if name in KNOWN else self.stray(position)
        return self.element(name, closes=bool(opening[1]), end=end)

    def stray(self, position: int) -> int:
        """Keep a `<` that opens nothing, as text."""
        self.parts.append("&lt;")
        return position + 1

    def closing_bracket(self, position: int) -> int | None:
        """Return the place behind the next `>`."""
        if ">" in self.unclosed:
            return None
        end = self.markup.find(">", position)
        if end < 0:
            self.unclosed.add(">")
            return None
        return end + 1

    def tag_end(self, position: int) -> int | None:
        """Return the place behind the `>` that ends the tag; one inside a quoted attribute does not."""
        place = position
        while self.quotes_count and (stop := _STOP_IN_TAG.search(self.markup, place)):
            place = stop.end()
            if stop[0] == ">":
                return place
            if place <= self.last[stop[0][-1]]:
                place = self.markup.index(stop[0][-1], place) + 1
        # The quotes do not pair: from here on any `>` ends a tag, lest each tag search to the end.
        self.quotes_count = False
        return self.closing_bracket(position)

    def element(self, name: str, *, closes: bool, end: int) -> int:
        """Take one tag; return where text goes on behind it, or behind the whole element if that is no text."""
        if name in BLOCKS:
            self.parts.append("\n\n")
        elif name == "br":
            self.parts.append("\n")
        elif name in _CELLS:
            self.parts.append(" ")
        if name == "pre":
            self.preformatted = max(0, self.preformatted + (-1 if closes else 1))
        if closes or (name not in _RAW and (name not in _DROPPED or self.markup[end - 2] == "/")):
            return end
        return self.behind_element(name, end)

    def behind_element(self, name: str, position: int) -> int:
        """Return the place behind an element whose content is dropped."""
        close = -1 if name in self.unclosed else self.lower.find(f"</{name}", position)
        if close >= 0:
            return self.closing_bracket(close) or len(self.markup)
        self.unclosed.add(name)
        # An open script or style goes on to the end, as in browsers; another open element must not swallow the article.
        return len(self.markup) if name in _RAW else position
