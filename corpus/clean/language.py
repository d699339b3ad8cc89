"""The language of an article: what the record says, checked against the text; otherwise what the text shows."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from corpus.clean.words import words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"
# So much tells a language, and no more is looked at.
SAMPLE_CHARACTERS = 1_500
# In UTF-8: a Chinese character says more than a Latin letter.
MIN_LETTER_BYTES = 20
# Headlines are full of foreign names: less is asked of English, the language of nearly all articles, than of others.
MIN_CONFIDENCE_ENGLISH = 0.3
MIN_CONFIDENCE = 0.6
# Where the model is not sure, these words decide.
_ENGLISH_WORDS = frozenset(words("the and of to with from after says who how why amid"))
# The model costs more than all else that is done to a text, and nearly all texts are English: these words, of which
# only English has all, settle most of them alone. They must be one word in ten, with hardly a word or letter of others.
_ENGLISH_ALONE = frozenset(
    words(
        """
        the and of to that with from by his her has have had been will would which who were their they said after this
        it its not be about into than when while what more could should
        """
    )
)
_NOT_ENGLISH = frozenset(
    words(
        """
        de la le les des du et un une est que qui dans der das den dem und nicht mit von ist het een van en dat niet el
        los las del por para se y il che di della os em na yang dan untuk og det som ikke att och av nie dey wey sey wat
        bly ve bir bu je su ng ang mga sa si ne da za od nga ka ya wa kwa dhe nuk te ta
        """
    )
)
_PLAIN_WORDS = 3
_PLAIN_SHARE = 10
_PLAIN_SURPLUS = 4
_FOREIGN_LETTERS = 20
# Only a long text that is plainly in another language contradicts its record.
CONTRADICTING_LETTERS = 300
CONTRADICTING_CONFIDENCE = 0.95

# ISO 639-1. The model knows more, but takes English headlines for Nigerian Pidgin or Latin.
_DETECTED = words(
    """
    af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr hu hy id is it ja ka
    kk km kn ko ku ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg
    th tk tr tt uk ur uz vi yo zh zu
    """
)
_DECLARED = frozenset(_DETECTED) | frozenset(
    words(
        """
        aa ab ae ak an as av ay ba bh bi bm bo br ce ch co cr cu cv dv dz ee eo ff fj fo fy gd gn gv ho ht hz ia
        ie ig ii ik io iu jv kg ki kj kl kr ks kv kw la lb lg li ln lu mg mh mi mt na nb nd ng nn nr nv ny oc oj
        om or os pi qu rm rn rw sa sc sd se sg sm sn ss st su ti tl tn to ts tw ty ug ve vo wa wo xh yi za
        """
    )
)
# Names, ISO 639-2 and -3 codes, countries mistaken for languages.
_ALIASES = {
    alias: code
    for code, aliases in {
        "ar": "arabic ara arb العربية",
        "bn": "bengali bangla ben",
        "cs": "czech ces cze cz čeština",
        "da": "danish dan dk dansk",
        "de": "german deu ger deutsch",
        "el": "greek ell gre gr ελληνικά",
        "en": "english eng anglais englisch inglés us uk gb",
        "es": "spanish spa castilian español espanol",
        "fa": "persian farsi dari fas per prs فارسی",
        "fi": "finnish fin suomi",
        "fr": "french fra fre français francais",
        "he": "hebrew heb iw",
        "hi": "hindi hin",
        "hu": "hungarian hun magyar",
        "id": "indonesian ind in",
        "it": "italian ita italiano",
        "ja": "japanese jpn jp 日本語",
        "ko": "korean kor 한국어",
        "ku": "kurdish kur ckb kmr",
        "ms": "malay msa may",
        "nl": "dutch nld dut nederlands",
        "no": "norwegian nor nb nn nob nno norsk",
        "pl": "polish pol polski",
        "ps": "pashto pus pbt",
        "pt": "portuguese por português portugues",
        "ro": "romanian ron rum română",
        "ru": "russian rus русский",
        "sr": "serbian srp",
        "sv": "swedish swe svenska",
        "tr": "turkish tur türkçe",
        "uk": "ukrainian ukr ua українська",
        "ur": "urdu urd",
        "vi": "vietnamese vie",
        "zh": "chinese zho chi cmn cn mandarin 中文",
    }.items()
    for alias in aliases.split()
    if alias != "uk"  # the code of Ukrainian, whatever the country
}
# A model's opinion within one of these groups is worth less than the record's.
_KIN = (
    "bs hr sr sl mk bg",
    "da no nn nb sv is",
    "id ms",
    "cs sk",
    "es pt gl ca",
    "ru uk be",
    "fa tg ps",
    "hi ne mr ur",
    "tr az tk",
    "nl af de",
)
_PARTS = re.compile(r"[-_.;,/@ (]")


def detect_language(text: str, declared: str) -> str:
    """Return the ISO 639-1 code of a text's language, "und" if it cannot be told.

    What the record declares ("en-us", "eng", "English") is believed unless the text is long and plainly in another one.
    """
    stated = normalise_language(declared)
    if stated and len(text) < CONTRADICTING_LETTERS:
        return stated
    sample = text[:SAMPLE_CHARACTERS]
    if _is_plainly_english(sample) and stated in ("", "en"):
        return "en"
    letters = "".join(filter(str.isalpha, sample))
    if stated and len(letters) < CONTRADICTING_LETTERS:
        return stated
    if len(letters.encode("utf-8", "replace")) < MIN_LETTER_BYTES:
        return UNKNOWN
    found, confidence = _identifier().classify(sample)
    if stated:
        plain = confidence >= CONTRADICTING_CONFIDENCE and not _are_kin(found, stated)
        return str(found) if plain else stated
    needed = MIN_CONFIDENCE_ENGLISH if found == "en" else MIN_CONFIDENCE
    if confidence >= needed:
        return str(found)
    return "en" if _ENGLISH_WORDS.intersection(sample.lower().split()) else UNKNOWN


def _is_plainly_english(sample: str) -> bool:
    """Tell whether English words make up so much of a text that the model need not be asked; it would agree."""
    if len(sample) < 2 * MIN_LETTER_BYTES:
        return False
    found = sample.lower().split()
    english = sum(map(_ENGLISH_ALONE.__contains__, found))
    if english < _PLAIN_WORDS or english * _PLAIN_SHARE < len(found):
        return False
    foreign_letters = 0 if sample.isascii() else len(sample) - len(sample.encode("ascii", "ignore"))
    return (
        foreign_letters * _FOREIGN_LETTERS <= len(sample)
        and sum(map(_NOT_ENGLISH.__contains__, found)) * _PLAIN_SURPLUS <= english
    )


@lru_cache(maxsize=1_024)
def normalise_language(declared: str) -> str:
    """Return the ISO 639-1 code of a language as records name it, or "" if it names none."""
    whole = declared[:40].strip().casefold()
    for name in (whole, _PARTS.split(whole, maxsplit=1)[0]):
        code = _ALIASES.get(name, name)
        if code in _DECLARED:
            return code
    return ""


def _are_kin(one: str, other: str) -> bool:
    """Tell whether two languages are so near that a model mistakes them."""
    return one == other or any({one, other} <= set(group.split()) for group in _KIN)


@cache
def _identifier() -> LanguageIdentifier:
    """Return the model, loaded when it is first needed (nearly a second, 65 MB)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_DETECTED)
    # It would keep the weights of all languages, 28 MB, for another set_languages().
    identifier._full_model = identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes
    return identifier
