"""JSON Lines: one object a line; a bad line does not harm the others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NoReturn

from corpus.formats.columns import AS_NAMED, Columns
from corpus.formats.content import Content, passed_over, with_warnings
from corpus.formats.encoding import decode_bare
from corpus.formats.limits import NoArticle, Refused, megabytes
from corpus.formats.mapping import map_record
from corpus.formats.ninjs import is_ninjs, ninjs_fields
from corpus.formats.record import Position, RawArticle, RecordError, Warning

_WHITESPACE = b" \t\r\n\x0b\x0c\x00"


def read_json_lines(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the record of each line; empty lines are no records."""
    most = content.limits.max_record_bytes
    name, member, warnings, columns = content.name, content.member, content.warnings, content.columns
    readline, line_number = content.stream.readline, 0
    while line := readline(most + 1):
        line_number += 1
        if len(line) > most and not line.endswith(b"\n"):
            skip_line(content)
            yield content.error(
                f"is longer than {megabytes(most)}, the most that one record may have", line=line_number
            )
            continue
        line = line.strip(_WHITESPACE)
        if line:
            record = read_object(line, Position(name, member, line_number), columns)
            yield with_warnings(record, warnings) if warnings else record


def skip_line(content: Content) -> None:
    """Read on to the end of the line without keeping it."""
    while (rest := content.stream.readline(64 * 1024)) and not rest.endswith(b"\n"):
        pass


def read_object(data: bytes, position: Position, columns: Columns = AS_NAMED) -> RawArticle | RecordError:
    """Return the record of one JSON object."""
    try:
        value, warnings = parse_json(data)
    except Refused as refused:
        return RecordError(position, refused.reason)
    return map_value(value, position, warnings, columns=columns)


def map_value(
    value: object, position: Position, warnings: tuple[Warning, ...] = (), *, columns: Columns = AS_NAMED
) -> RawArticle | RecordError:
    """Return the record of a JSON value, which must be an object; a search engine's hit keeps it in `_source`."""
    if not isinstance(value, dict):
        return RecordError(position, f"is {_kind_of(value)}, not an object in curly brackets with the article's fields")
    inner = value.get("_source")
    if isinstance(inner, Mapping):
        value = {"id": value.get("_id"), **inner}
    elif "attributes" in value and "type" in value and isinstance(inner := value["attributes"], Mapping):  # JSON:API
        value = {"id": value.get("id"), **inner}
    data = columns.read(value)
    try:
        record = map_record(ninjs_fields(data) if is_ninjs(data) else data, position)
    except NoArticle as other:
        record = passed_over(other, position)
    return with_warnings(record, warnings)


def parse_json(data: bytes) -> tuple[object, tuple[Warning, ...]]:
    """Return a JSON value and the warnings of its decoding; raise Refused with what is wrong."""
    warnings: tuple[Warning, ...] = ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = decode_bare(data)
        text, warnings = decoded.text, decoded.warnings
    try:
        value, end = _decode(text)
    except json.JSONDecodeError as error:
        raise Refused(f"is not valid JSON: {_explained(error)}") from error
    except RecursionError as error:
        raise Refused("is not read: its brackets are nested too deeply") from error
    except ValueError as error:
        raise Refused("is not read: it has a number with too many digits") from error
    if end != len(text):
        raise Refused(f"is not valid JSON: more text after the end of the value, at character {end + 1}")
    return value, warnings


def _refuse_constant(name: str) -> NoReturn:
    raise Refused(f"is not valid JSON: {name} is not a number in JSON; write null")


# strict=False: tabs and other control characters in strings are common in exports and do no harm.
_decode = json.JSONDecoder(parse_constant=_refuse_constant, strict=False).raw_decode


def _explained(error: json.JSONDecodeError) -> str:
    return f"{error.msg[:1].lower()}{error.msg[1:]} at character {error.pos + 1}"


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return {"str": "a text", "list": "a list"}.get(type(value).__name__, "a number")
