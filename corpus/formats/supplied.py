"""The actors and locations that a record itself names."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Iterable, Mapping

from corpus.formats.encoding import mend
from corpus.formats.record import Supplied, Warning

MAX_SUPPLIED = 1_000
MAX_NAME_CHARACTERS = 250
_SEPARATORS = re.compile(r"[;|]")
_KINDS = {
    "person": "person",
    "people": "person",
    "per": "person",
    "individual": "person",
    "organisation": "organisation",
    "organization": "organisation",
    "org": "organisation",
    "company": "organisation",
    "group": "group",
    "armedgroup": "group",
    "norp": "group",
    "government": "government",
    "gov": "government",
}
_UNSTATED_KINDS = frozenset({"", "unknown", "location", "place", "city", "town", "country", "region", "gpe", "loc"})
_LONGEST_LITERAL = 100_000


def read_supplied(value: object, *, field: str, kind: str = "") -> tuple[list[Supplied], list[Warning]]:
    """Return the actors or locations in a value of a record; bad ones are dropped, each with a warning.

    A list holds strings and objects; a string is split at ";" and "|", or is a JSON array.
    """
    found: dict[Supplied, None] = {}
    warnings: list[Warning] = []
    for element in _elements(value):
        if len(found) >= MAX_SUPPLIED:
            warnings.append(Warning(field, f"more than {MAX_SUPPLIED:,} {field}: the rest was left out"))
            break
        supplied = _read_element(element, field, kind, warnings)
        if supplied is not None:
            found[supplied] = None
    return list(found), warnings


def _elements(value: object) -> Iterable[object]:
    if isinstance(value, str):
        return _split(value)
    if isinstance(value, list | tuple):
        return value
    return [value]


def _split(value: str) -> Iterable[object]:
    stripped = value.strip()
    if stripped.startswith(("[", "{")) and len(stripped) <= _LONGEST_LITERAL:
        # json for the documented form, literal_eval for what pandas writes into CSV: ['a', 'b'].
        for parse in (json.loads, ast.literal_eval):
            try:
                parsed = parse(stripped)
            except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
                continue
            return parsed if isinstance(parsed, list) else [parsed]
    return [part for part in _SEPARATORS.split(value) if part.strip()]


def _read_element(element: object, field: str, kind: str, warnings: list[Warning]) -> Supplied | None:
    if isinstance(element, str):
        name = _name(element, field, warnings)
        return Supplied(name, kind) if name else None
    if isinstance(element, Mapping):
        return _read_object(element, field, kind, warnings)
    if element is not None:
        warnings.append(Warning(field, f"left out {_shown(element)}: neither a name nor an object with a name"))
    return None


def _read_object(element: Mapping[object, object], field: str, kind: str, warnings: list[Warning]) -> Supplied | None:
    keys = {str(key).lower().strip(): value for key, value in element.items()}
    written = keys.get("name") or keys.get("label") or keys.get("text")
    if isinstance(written, Mapping):  # a label in several languages
        written = next((each for key in ("eng", "en", *written) if isinstance(each := written.get(key), str)), "")
    if not isinstance(written, str) or not written.strip():
        warnings.append(Warning(field, f"left out {_shown(element)}: it has no name"))
        return None
    name = _name(written, field, warnings)
    if not name:
        return None
    stated = keys.get("kind") or keys.get("type")
    if field == "actors":
        return Supplied(name, _kind(stated, name, warnings) or kind)
    latitude, longitude = _coordinates(keys, name, warnings)
    return Supplied(
        name,
        geonameid=_geonameid(keys, name, warnings),
        country=_country(keys, name, warnings),
        lat=latitude,
        lon=longitude,
    )


def _name(written: str, field: str, warnings: list[Warning]) -> str:
    name = " ".join(mend(written).split())
    if len(name) <= MAX_NAME_CHARACTERS:
        return name
    warnings.append(
        Warning(field, f"left out {_shown(name)}: longer than a name can be ({MAX_NAME_CHARACTERS} characters)")
    )
    return ""


def _kind(stated: object, name: str, warnings: list[Warning]) -> str:
    key = re.sub(r"[\s_-]", "", stated.lower()) if isinstance(stated, str) else ""
    if key in _KINDS:
        return _KINDS[key]
    if key not in _UNSTATED_KINDS or (stated is not None and not isinstance(stated, str)):
        warnings.append(Warning("actors", f"{_shown(name)}: the kind {_shown(stated)} is not known and was left out"))
    return ""


def _geonameid(keys: Mapping[str, object], name: str, warnings: list[Warning]) -> int | None:
    for key in ("geonameid", "geonames_id", "geoname_id", "id"):
        value = keys.get(key)
        if value is None or value == "":
            continue
        number = _whole_number(value)
        if number is not None:
            return number
        if key != "id":  # "id" may be anybody's numbering
            warnings.append(Warning("locations", f"{_shown(name)}: {_shown(value)} is no geonameid and was left out"))
            return None
    return None


def _whole_number(value: object) -> int | None:
    if isinstance(value, str):
        value = int(value) if re.fullmatch(r"\s*-?[0-9]{1,10}\s*", value) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < abs(value) < 2**31:
        return value
    return None


def _country(keys: Mapping[str, object], name: str, warnings: list[Warning]) -> str:
    for key in ("country", "country_code", "countrycode"):
        value = keys.get(key)
        if value is None or value == "":
            continue
        if isinstance(value, str) and re.fullmatch(r"\s*[A-Za-z]{2}\s*", value):
            return value.strip().upper()
        message = f"{_shown(name)}: the country {_shown(value)} is no two-letter code and was left out"
        warnings.append(Warning("locations", message))
        return ""
    return ""


def _coordinates(
    keys: Mapping[str, object], name: str, warnings: list[Warning]
) -> tuple[float, float] | tuple[None, None]:
    latitude = _first(keys, "lat", "latitude")
    longitude = _first(keys, "lon", "lng", "long", "longitude")
    if latitude is None and longitude is None:
        return None, None
    lat, lon = _degrees(latitude, 90), _degrees(longitude, 180)
    if lat is None or lon is None:
        shown = f"{_shown(latitude)}, {_shown(longitude)}"
        warnings.append(Warning("locations", f"{_shown(name)}: the coordinates {shown} were left out: not degrees"))
        return None, None
    return lat, lon


def _first(keys: Mapping[str, object], *names: str) -> object:
    return next((keys[name] for name in names if keys.get(name) not in (None, "")), None)


def _degrees(value: object, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        degrees = float(value)
    except (ValueError, OverflowError):
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= most else None


def _shown(value: object) -> str:
    """Return a short form of a value for a message; huge or deep ones must not make it fail."""
    if isinstance(value, str):
        text = mend(value)
    elif value is None or isinstance(value, bool):
        text = "null" if value is None else str(value).lower()
    elif isinstance(value, float):
        text = str(value)
    elif isinstance(value, int):
        text = str(value) if value.bit_length() < 200 else "a huge number"
    else:
        text = "an object" if isinstance(value, Mapping) else "a list" if isinstance(value, list) else "a value"
        return text
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
