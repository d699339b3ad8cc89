"""How names of places are written, compared and shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from corpus.names import fold_name

RANK_MAIN, RANK_ALTERNATE, RANK_BARE, RANK_ABBREVIATION = 0, 1, 2, 3
MAX_NAME_CHARACTERS = 60

_PUNCTUATION = {ord("&"): " and "} | dict.fromkeys(map(ord, ",-()/_;:·"), " ") | dict.fromkeys(map(ord, ".'\"ʻʿʾ′´ʹ"))
_WORDS = {"st": "saint", "mt": "mount", "ft": "fort"}
_SHORT_WORDS = frozenset(_WORDS)
_SHORT = re.compile(r"\b(?:st|mt|ft)\b")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ’‘ʻʼ'´` .,()&/-]+")
_ARTICLE = re.compile(r"(?:a[dlnrstz]|ash|el|ez|es|ed)-|(?:'s|’s|d'|l')")
_CODE = re.compile(r"[A-Z]{1,4}")

TYPE_WORDS = (
    "province|district|county|governorate|oblast|region|prefecture|department|state|republic|division|emirate|"
    "municipality|parish|canton|krai|kray|raion|rayon|voivodeship|voivodship|viloyati|township|borough|territory|"
    "subdistrict|sub-district|wilaya|commune|atoll|regency"
)
_SUFFIX = re.compile(rf"\s+(?:{TYPE_WORDS}|autonomous (?:region|okrug|oblast|republic))[’']?$", re.IGNORECASE)
_ENGLISH_UNITS = (
    "province|district|county|governorate|state|region|department|republic|municipality|canton|parish|division"
)
ENGLISH_SPEAKING = frozenset(["AU", "CA", "GB", "IE", "NZ", "US"])
BY_NAME_POPULATION = 100_000
_LATIN_UNITS = "provincia|departamento|distrito|estado|municipio|província|município|département|région|región|regione"
_OTHER_UNITS = "kabupaten|kota|wilāyat|wilāyah|powiat|distretto|muḩāfaz̧at|shahrestān-e|okres|obwód|kreis|landkreis"
_PREFIX = re.compile(
    rf"^(?:the |city of |town of |(?:autonomous |islamic |people's )?(?:{_ENGLISH_UNITS}|kingdom|emirate) of (?:the )?|"
    rf"(?:{_LATIN_UNITS}) (?:de la |de |del |du |di |da |do |d['’])|(?:{_OTHER_UNITS}) )",
    re.IGNORECASE,
)
_ENGLISH_TYPE = re.compile(
    r"^(?P<name>.+?) (?:Province|Governorate|Oblast|Prefecture|Region|District|State|Emirate|Department|County)[’']?$"
)
# The countries whose names GeoNames writes with the signs of a scholarly transliteration; newspapers leave them out.
_TRANSLITERATED = re.compile(
    "AE|AF|AZ|BH|BT|BY|DJ|DZ|EG|EH|ER|ET|GE|I[LNQR]|J[OP]|K[GMPRWZ]|L[BY]|M[AMRV]|NP|OM|P[KS]|QA|RU|S[ADOSY]|T[JMN]|UA|UZ|YE"
)


def place_key(name: str) -> str:
    """Return the key of a place's name: folded, without punctuation, St. and Mt. written out."""
    # Most names are plain; for those folding is only lower case.
    ascii_only = name.isascii()
    if ascii_only:
        lowered = name.lower()
        if name.isalpha():
            return _WORDS.get(lowered, lowered)
        words = lowered.split(" ")
        if all(map(str.isalpha, words)):
            return lowered if _SHORT_WORDS.isdisjoint(words) else " ".join([_WORDS.get(word, word) for word in words])
    folded = lowered.replace("`", "'") if ascii_only else fold_name(name)
    key = " ".join(folded.translate(_PUNCTUATION).split())
    return _SHORT.sub(lambda match: _WORDS[match[0]], key)


def worth_keeping(name: str) -> bool:
    """Tell whether an alternate name may stand in an English text: Latin letters, no code, no lower-case spelling."""
    if not 3 <= len(name) <= MAX_NAME_CHARACTERS or not _LATIN.fullmatch(name) or _CODE.fullmatch(name):
        return name == "NYC"
    return name[0].isupper() or _ARTICLE.match(name) is not None


def bare_name(name: str) -> str:
    """Return the name without its "Province", "District of" and the like, or "" if it has none."""
    bare = _PREFIX.sub("", _SUFFIX.sub("", name)).strip()
    return bare if bare != name and len(bare) >= 3 else ""


def english_name(name: str, aliases: Iterable[str]) -> str:
    """Return the name an English text uses: the one with an English word such as Province, if an alias has it.

    Of several the one that also stands alone is taken ("Luhansk Oblast" beside "Luhansk").
    """
    known = [alias for alias in aliases if _LATIN.fullmatch(alias)]
    found = [match["name"] for alias in known for match in [_ENGLISH_TYPE.match(alias)] if match]
    return next((bare for bare in found if bare in known or bare == name), found[0] if found else name)


def display_name(name: str, country: str) -> str:
    """Return the name as newspapers print it: without the signs of a transliteration, other accents kept."""
    if not _TRANSLITERATED.fullmatch(country):
        return name
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign not in "‘’ʻʼ'ʿʾ")
    plain = plain.strip()
    return plain[:1].upper() + plain[1:] if plain else name


def is_unusual(rank: int, *, kind: str, country: str, population: int) -> bool:
    """Tell whether English texts hardly call a place so: a town's by-name or a bare "Harris" where English is spoken.

    There the main name is the usual one, and districts are "Harris County".
    """
    if country not in ENGLISH_SPEAKING:
        return False
    if kind == "admin2":
        return rank in (RANK_BARE, RANK_ALTERNATE)
    return kind == "city" and rank == RANK_ALTERNATE and population < BY_NAME_POPULATION
