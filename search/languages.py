"""Names of languages by their code (ISO 639-1, and some of ISO 639-3 that news is written in)."""

from __future__ import annotations

from typing import Final

from corpus.names import fold_name

UNKNOWN: Final = "und"
_TABLE: Final = """
af Afrikaans|am Amharic|ar Arabic|as Assamese|ay Aymara|az Azerbaijani|ba Bashkir|be Belarusian|bg Bulgarian|bm Bambara
bn Bengali|bo Tibetan|br Breton|bs Bosnian|ca Catalan|ce Chechen|ckb Central Kurdish|co Corsican|cs Czech|cy Welsh
da Danish|de German|dv Dhivehi|dz Dzongkha|el Greek|en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian
ff Fulah|fi Finnish|fil Filipino|fj Fijian|fo Faroese|fr French|fy Western Frisian|ga Irish|gd Scottish Gaelic
gl Galician|gn Guarani|gu Gujarati|ha Hausa|haw Hawaiian|he Hebrew|hi Hindi|hr Croatian|ht Haitian Creole|hu Hungarian
hy Armenian|ia Interlingua|id Indonesian|ig Igbo|is Icelandic|it Italian|iu Inuktitut|ja Japanese|jv Javanese
ka Georgian|kg Kongo|kk Kazakh|kl Greenlandic|km Khmer|kn Kannada|ko Korean|ks Kashmiri|ku Kurdish|ky Kyrgyz|la Latin
lb Luxembourgish|lg Ganda|ln Lingala|lo Lao|lt Lithuanian|lv Latvian|mg Malagasy|mi Maori|mk Macedonian|ml Malayalam
mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|nb Norwegian Bokmål|ne Nepali|nl Dutch|nn Norwegian Nynorsk
no Norwegian|ny Chichewa|oc Occitan|om Oromo|or Odia|os Ossetian|pa Punjabi|pl Polish|prs Dari|ps Pashto|pt Portuguese
qu Quechua|rm Romansh|rn Rundi|ro Romanian|ru Russian|rw Kinyarwanda|sa Sanskrit|sd Sindhi|se Northern Sami|sg Sango
si Sinhala|sk Slovak|sl Slovenian|sm Samoan|sn Shona|so Somali|sq Albanian|sr Serbian|ss Swati|st Southern Sotho
su Sundanese|sv Swedish|sw Swahili|ta Tamil|te Telugu|tg Tajik|th Thai|ti Tigrinya|tk Turkmen|tl Tagalog|tn Tswana
to Tongan|tr Turkish|ts Tsonga|tt Tatar|ug Uyghur|uk Ukrainian|ur Urdu|uz Uzbek|ve Venda|vi Vietnamese|vo Volapük
wo Wolof|xh Xhosa|yi Yiddish|yo Yoruba|yue Cantonese|za Zhuang|zh Chinese|zu Zulu
"""
NAMES: Final[dict[str, str]] = {
    code: name for entry in _TABLE.strip().replace("\n", "|").split("|") for code, name in [entry.split(" ", 1)]
}
_CODES: Final[dict[str, str]] = {fold_name(name): code for code, name in NAMES.items()}


def language_name(code: str) -> str:
    """Return the name of a language, "en-GB" as "English (GB)"; a code that is not known stays as it is."""
    if code == UNKNOWN:
        return "unknown"
    base, _, rest = code.partition("-")
    name = NAMES.get(base.lower())
    if not name:
        return code
    return f"{name} ({rest})" if rest else name


def language_code(text: str) -> str:
    """Return the code for a code or an English name; what is neither stays as it is, in lower case."""
    folded = fold_name(text)
    return _CODES.get(folded, folded)
