"""From the keys of a record, whoever wrote it, to a RawArticle."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from corpus.formats.aliases import Plan, normalise, plan_for
from corpus.formats.encoding import mend
from corpus.formats.limits import Refused
from corpus.formats.moments import epoch_to_iso
from corpus.formats.record import Position, RawArticle, RecordError, Supplied, Warning
from corpus.formats.supplied import read_supplied

MAX_ID_CHARACTERS = 500
# Longer values are cut (or left out, where a part would be wrong), with a warning.
MOMENTS = ("published", "collected", "modified")
MAX_CHARACTERS = {"title": 1_000, "source": 200, "author": 1_000} | dict.fromkeys(MOMENTS, 200)
MAX_KEPT_WHOLE = {"url": 2_000, "language": 64}

_SHOWN_CHARACTERS = 300

_PAGE = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
_MARKUP_START = re.compile(
    r"\s*<(?:!--|(?:p|div|br|h[1-6]|ul|ol|figure|section|article|html|body|span|table)[\s/>])", re.I
)
_REMOVED = "[Removed]"  # NewsAPI's title of what its publisher took back
_VERBATIM = frozenset({"title", "text", "html"})
# Lengths up to which an ASCII value under its canonical name needs no second look.
_ORDINARY = {"text": 2**30, "html": 2**30, "id": MAX_ID_CHARACTERS, **MAX_CHARACTERS, **MAX_KEPT_WHOLE}
_ORDINARY |= dict.fromkeys(MOMENTS, 8)


def map_record(data: Mapping[str, object], position: Position) -> RawArticle | RecordError:
    """Return the article a record describes, or why it describes none; unknown keys are ignored."""
    plan = plan_for(tuple(data))
    if plan.nested:
        data = _flatten(data, plan)
        plan = plan_for(tuple(data))
    values: dict[str, str] = {}
    warnings: list[Warning] = []
    try:
        _read_texts(data, plan, values, warnings)
    except Refused as refused:
        return _error(data, plan, position, refused)
    if not ("text" in values or "title" in values or "html" in values):
        return _error(data, plan, position, Refused("has no title and no text", field="text"))
    if values.get("title") == _REMOVED:
        return RecordError(position, "was removed by its publisher: passed over", title=_REMOVED, skipped=True)
    if "source" in values or "url" in values:
        _read_addresses(data, plan, values, warnings)
    html = values.get("html")
    whole_page = html is not None and is_whole_page(html)
    supplied = _read_supplied(data, plan, warnings) if plan.supplied else {}
    return RawArticle(
        position,
        **values,
        actors=supplied.get("actors", ()),
        locations=supplied.get("locations", ()),
        whole_page=whole_page,
        warnings=tuple(warnings),
    )


def is_whole_page(html: str) -> bool:
    """Tell whether markup is a whole web page, not the body of an article."""
    return _PAGE.search(html) is not None


def _error(data: Mapping[str, object], plan: Plan, position: Position, refused: Refused) -> RecordError:
    """Return the error with the id and the title of the record as far as they can be told."""
    shown = {"id": "", "title": ""}
    for field, keys in plan.texts:
        if field in shown:
            texts = (value if isinstance(value := data[key], str) else _number_as_text(value) for key in keys)
            shown[field] = mend(next((text for text in texts if text), "").strip()[:_SHOWN_CHARACTERS])
    return RecordError(position, refused.reason, refused.field, shown["id"], shown["title"])


def _flatten(data: Mapping[str, object], plan: Plan) -> dict[str, object]:
    """Lift the keys of `thread` and `entities` up, as "thread.site"."""
    flat = {key: value for key, value in data.items() if key not in plan.nested}
    for key in plan.nested:
        inner = data[key]
        if isinstance(inner, Mapping):
            flat.update({f"{normalise(key)}.{name}": value for name, value in inner.items() if isinstance(name, str)})
    return flat


def _read_texts(data: Mapping[str, object], plan: Plan, values: dict[str, str], warnings: list[Warning]) -> None:
    for field, keys in plan.texts:
        value = data[keys[0]]
        # Nearly all values are ordinary: ASCII, short enough, under their canonical name. The rest takes the long way.
        if (
            type(value) is str
            and value.isascii()
            and 0 < len(value) <= _ORDINARY.get(keys[0], 0)
            and "\0" not in value
            and not value.isspace()
        ):
            values[field] = value if field in _VERBATIM else value.strip()
        else:
            _read_text(data, field, keys, values, warnings)
    if plan.last_resort and "text" not in values and "html" not in values:
        for key in plan.last_resort:
            value = data[key]
            if isinstance(value, str) and value.strip():
                _keep("text", key, value, values, warnings)
                return


def _read_text(
    data: Mapping[str, object], field: str, keys: tuple[str, ...], values: dict[str, str], warnings: list[Warning]
) -> None:
    """Keep the first of a field's values that has something in it."""
    for key in keys:
        value = data[key]
        if value is None or value == "":
            continue
        text = value if type(value) is str else _as_text(value, field, key, len(keys) > 1, warnings)
        if text and not text.isspace():
            _keep(field, key, text, values, warnings)
            return


def _keep(field: str, key: str, text: str, values: dict[str, str], warnings: list[Warning]) -> None:
    """Put a text into its field: mended, and not longer than the field may be."""
    text = mend(text)
    if field == "text":
        # `text` is taken at its word; body, content and the like hold markup in many exports.
        if normalise(key) != "text" and "html" not in values and _MARKUP_START.match(text):
            field = "html"
        values[field] = text
        return
    if field == "html":
        values[field] = text
        return
    if field != "title":
        text = text.strip()
    if field == "id" and len(text) > MAX_ID_CHARACTERS:
        raise Refused(f"the id is longer than {MAX_ID_CHARACTERS} characters", field="id")
    if field in MOMENTS:
        text = epoch_to_iso(text) or text
    most = MAX_CHARACTERS.get(field)
    if most is not None and len(text) > most:
        warnings.append(Warning(field, f"longer than {most:,} characters: cut"))
        text = text[:most]
    most = MAX_KEPT_WHOLE.get(field)
    if most is not None and len(text) > most:
        warnings.append(Warning(field, f"longer than {most:,} characters: left out"))
        return
    if text:
        values[field] = text


def _as_text(value: object, field: str, key: str, others: bool, warnings: list[Warning]) -> str:
    """Return the text of a value that is no string; raise Refused if it can be none.

    A bad date is only warned of, and a value under one of several names (`others`) gives way to the next.
    """
    text = _number_as_text(value)
    if text is None and not isinstance(value, bool):
        text = _READERS[field](value) if field in _READERS else _only_one(value)
    if text is not None:
        return text
    if field in MOMENTS:
        warnings.append(Warning(field, f"“{key[:40]}” is {_kind_of(value)}, not a date: left out"))
        return ""
    if others and normalise(key) != field:
        return ""
    raise Refused(f"“{key[:40]}” is {_kind_of(value)} where text is expected", field=field)


def _number_as_text(value: object) -> str | None:
    """Return a number as people write it (12.0 as "12"), None if it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    try:
        return str(value)
    except ValueError:  # Python refuses to write integers of more than 4,300 digits
        return None


def _only_one(value: object) -> str | None:
    """Return the text of a list of one, or of an export's typed value: {"$oid": "…"}, {"rendered": "…"}."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    elif isinstance(value, Mapping) and len(value) <= 2:
        value = next((value[key] for key in ("$oid", "$date", "$numberLong", "rendered") if key in value), None)
        if isinstance(value, Mapping):
            value = value.get("$numberLong")
    return value if isinstance(value, str) else _number_as_text(value)


def _paragraphs(value: object) -> str | None:
    """Return paragraphs in a list as one text; also the summary and sections of a fundus body."""
    if isinstance(value, list | tuple):
        return "\n\n".join(value) if all(isinstance(part, str) for part in value) else None
    if isinstance(value, Mapping) and isinstance(value.get("sections"), list):
        parts: list[object] = [*_list(value.get("summary"))]
        for section in value["sections"]:
            if isinstance(section, Mapping):
                parts += [*_list(section.get("headline")), *_list(section.get("paragraphs"))]
        return "\n\n".join(part for part in parts if isinstance(part, str) and part.strip())
    return _only_one(value)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _markup(value: object) -> str | None:
    if isinstance(value, Mapping) and isinstance(value.get("content"), str):
        return str(value["content"])
    return _only_one(value)


def _names(value: object) -> str | None:
    """Return one name, or several joined by commas; elements may be objects with a name."""
    names = [_name(element) for element in (value if isinstance(value, list | tuple) else [value])]
    if None in names:
        return None
    return ", ".join(name for name in names if name)


def _name(value: object) -> str | None:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        value = next(
            (value[key] for key in ("name", "title", "domain", "original", "url", "id") if value.get(key)), None
        )
    return value.strip() if isinstance(value, str) else _number_as_text(value)


def _headline(value: object) -> str | None:
    """Return the main one of the headlines in an object, as some APIs give it."""
    if isinstance(value, Mapping):
        found = (value[key] for key in ("main", "default", "value", "text", "title") if key in value)
        return next((each for each in found if isinstance(each, str)), None) or _only_one(value)
    return _only_one(value)


_READERS: dict[str, Callable[[object], str | None]] = {
    "title": _headline,
    "text": _paragraphs,
    "html": _markup,
    "author": _names,
    "source": _names,
}


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int | float):
        return "a number out of range"
    return "a value of a kind that is not known"


def _read_addresses(data: Mapping[str, object], plan: Plan, values: dict[str, str], warnings: list[Warning]) -> None:
    """Keep only web addresses as `url`, and give a source that is an address its readable name."""
    source = values.get("source", "")
    if _is_web_address(source):
        if "url" not in values:
            values["url"] = source[: MAX_KEPT_WHOLE["url"]]
        values["source"] = _source_name(data, plan) or _host(source)
    url = values.get("url", "")
    if url and not _is_web_address(url):
        warnings.append(Warning("url", f"“{url[:60]}” is not a web address (http or https): left out"))
        del values["url"]


def _source_name(data: Mapping[str, object], plan: Plan) -> str:
    """Return the first name of the source that is not an address itself, "" if there is none."""
    keys = next((keys for field, keys in plan.texts if field == "source"), ())
    for key in keys:
        name = _names(data[key])
        if name and not _is_web_address(name):
            return mend(name)[: MAX_CHARACTERS["source"]]
    return ""


def _is_web_address(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://")) and not any(map(str.isspace, text))


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.")[: MAX_CHARACTERS["source"]] or address


def _read_supplied(data: Mapping[str, object], plan: Plan, warnings: list[Warning]) -> dict[str, tuple[Supplied, ...]]:
    supplied: dict[str, tuple[Supplied, ...]] = {}
    for field, keys in plan.supplied:
        found: dict[Supplied, None] = {}
        for key, kind in keys:
            value = data[key]
            if value is None or value == "":
                continue
            several, problems = read_supplied(value, field=field, kind=kind)
            found.update(dict.fromkeys(several))
            warnings.extend(problems)
        if found:
            supplied[field] = tuple(found)
    return supplied
