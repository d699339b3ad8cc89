"""Names as people compare them: without case, accents and punctuation variants."""

from __future__ import annotations

import re
import unicodedata

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"}
)
_SPACE = re.compile(r"\s+")


def fold_name(name: str) -> str:
    """Return the key under which a name is compared: casefolded, without accents, spaces collapsed."""
    if name.isascii():
        return " ".join(name.lower().replace("`", "'").split())
    decomposed = unicodedata.normalize("NFKD", name.translate(_QUOTES).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _SPACE.sub(" ", bare.translate(_UNDECOMPOSED)).strip()
