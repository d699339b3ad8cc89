"""Publication dates as files write them: a date that is not sure is no date, and it is never today's instead."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from corpus.clean.jalali import SOLAR_DAY, solar_day
from corpus.clean.months import MONTHS

Precision = Literal["day", "month", "year", ""]
Status = Literal["stated", "inferred", "unknown"]

EARLIEST_YEAR = 1500
EARLIEST_WEB_YEAR = 1991
# Where it is already tomorrow, articles carry tomorrow's date.
FUTURE_DAYS = 1
MAX_DATE_CHARACTERS = 100

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# What stands before a date of publication; one of change is none.
_LABEL = re.compile(
    r"(?:(?:date )?(?:(?:first |originally )?(?:published|posted|released|issued|uploaded|aired)|created|pubdate|date"
    r"|publication)(?: (?:on|at|date|of publication))?"
    r"|publié(?:e)?|publicado|publicada|pubblicato|pubblicata|veröffentlicht|erstellt|erschienen|publiziert|gepubliceerd"
    r"|opublikowano|опубликовано|yayınlanma)\s?:?\s",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:le|la|el|il|em|op|am|den|vom|der|du|del|dnia|on) (?=\d)", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|(?:luned|marted|mercoled|gioved|venerd)[iì]|sabato|domenica"
    r"|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?"
    r"|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)|(?:mo|di|mi|do|fr|sa|so)(?=[.,])"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag)(?![^\W\d_])[.,]{0,2}\s?",
    re.IGNORECASE,
)
_ZONE = (
    r"(?:\s?(?:z|utc|gmt|[ecmpb][sde]?s?t|uhr|hrs|[a-z]{3,4}(?=[\s\)]\d{4}$|$)))?(?:\s?[+-]\d\d(?::?\d\d)?)?"
    r"(?:\s?[\[(][\w :/+-]{1,40}[\])]|\s[a-z]{3,10}/[a-z_]{3,20})?(?=$|[\s,])"
)
_TIME = re.compile(
    r"(?:(?<=\d)t|(?:^|(?<=[\s,]))(?:at |um |à |às |a las |alle |om |ore )?)(?P<hour>\d\d?)"
    r"(?:[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?)?)?\s?(?P<half>[ap]\.?m\b\.?)?" + _ZONE,
    re.IGNORECASE | re.ASCII,
)
_TIME_COMPACT = re.compile(
    r"(?<=\d)t(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:[.,]\d{1,9})?(?P<half>)" + _ZONE,
    re.IGNORECASE | re.ASCII,
)
_EPOCH = re.compile(r"([1-9]\d{8,9}|[1-9]\d{11,12})(?:\.\d{1,9})?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
# The commonest forms in files by far: a day, and a day with a time of day, both in ISO 8601.
_ISO_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})(\. |[-/. ])(\d\d?)\2(\d\d?)\.?", re.ASCII)
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]", re.ASCII)
_YEAR_LAST = re.compile(r"(\d\d?)([-/. ])(\d\d?)\2(\d{4})", re.ASCII)
_TWO_DIGIT_YEAR = re.compile(r"\d\d?([-/.])\d\d?\1\d\d", re.ASCII)
_NAMED_DAY_FIRST = re.compile(
    rf"(?:the )?(\d\d?)(?:st|nd|rd|th|er|º|\.)?[\s/-]?(?:of |de )?({_MONTH})(?![^\W\d_])\.?(?:,|-|/| de| of)?\s?"
    r"(\d{4}|(?<=[\s/-])\d\d)(?: ?г\.?)?",
    re.IGNORECASE | re.ASCII,
)
_NAMED_MONTH_FIRST = re.compile(
    rf"({_MONTH})\b\.?[\s-](?:the )?(\d\d?)(?:st|nd|rd|th)?[\s,-]{{1,2}}(\d{{4}})", re.IGNORECASE
)
_NAMED_YEAR_FIRST = re.compile(
    rf"(\d{{4}})\.?[\s,-]{{1,2}}({_MONTH})(?![^\W\d_])\.?[\s-](\d\d?)(?:st|nd|rd|th|\.)?", re.IGNORECASE
)
_MONTH_YEAR = re.compile(rf"({_MONTH})\b\.?(?:,|-|/| de| of)?\s?(\d{{4}})", re.IGNORECASE | re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d\d?)", re.ASCII)
_MONTH_SLASH_YEAR = re.compile(r"(\d\d?)[-/.](\d{4})", re.ASCII)
_YEAR_NAMED_MONTH = re.compile(rf"(\d{{4}})[\s,-]{{1,2}}({_MONTH})\b\.?", re.IGNORECASE | re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)

_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(\d\d?|[a-z]{3,9})\2(\d\d?)(?!\d)", re.IGNORECASE | re.ASCII)
# Folders as some large sites of East Asia have them: /2021-09/05/, /2021/0905/, /202109/05/
_URL_FOLDERS = re.compile(r"/((?:19|20)\d\d)[-/]?(\d\d)/?(\d\d)(?=[/_-]|$)", re.ASCII)
_DAY_FOLDERS = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d|[a-z]{3})[/-]?(\d\d)/", re.IGNORECASE | re.ASCII)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/](\d\d|[a-z]{3,9})(?=[-/]|$)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date: its first and last day, None if unknown; `warning` says what was wrong with the value."""

    first: date | None
    last: date | None
    precision: Precision
    status: Status
    warning: str = ""


class _Odd(ValueError):
    """A value that names no date; the message says why."""


_Span = tuple[date, date, Precision, str]


def parse_published(value: str, *, today: date) -> Published:
    """Return the publication date that a record's value names, as a day in the zone it is written in. Never raises."""
    if (moment := _ISO_MOMENT.fullmatch(value)) and (found := _iso_day(moment[1], today)):
        return found
    written = _plain(value)
    if not written:
        return Published(None, None, "", "unknown")
    try:
        first, last, precision, warning = _span(written)
        _check(first, today=today)
    except _Odd as odd:
        return Published(None, None, "", "unknown", f"“{_shown(value)}”: {odd}; the article is kept without a date")
    return Published(first, last, precision, "stated", f"“{_shown(value)}” {warning}" if warning else "")


@lru_cache(maxsize=4_096)
def _iso_day(written: str, today: date) -> Published | None:
    """Return a day in ISO 8601, or None if it needs a closer look."""
    try:
        day = date.fromisoformat(written)
        _check(day, today=today)
    except ValueError:
        return None
    return Published(day, day, "day", "stated") if day.year >= EARLIEST_YEAR else None


def published_from_url(url: str) -> str:
    """Return the date in a web address (/2021/09/05/, /2021-09-05-…, /2021/sep/05/) as YYYY-MM-DD or YYYY-MM, or ""."""
    try:
        path = urlsplit(url.strip()).path[:1_000]
    except ValueError:
        return ""
    found = [(match[2], day) for match in _URL_DAY.finditer(path) if (day := _url_day(*match.groups()))]
    if not found:
        found = [
            ("/", day) for match in _URL_FOLDERS.finditer(path) if (day := _url_day(match[1], "/", *match.groups()[1:]))
        ]
    # A date that is made of folders is the site's own; another may belong to the headline.
    days = {day for part, day in found if part == "/"} or {day for _, day in found}
    if days:
        return days.pop() if len(days) == 1 else ""
    for match in _URL_MONTH.finditer(path):
        month = MONTHS.get(match[2].lower()) or (int(match[2]) if match[2].isdigit() else 0)
        if int(match[1]) >= EARLIEST_WEB_YEAR and 1 <= month <= 12:
            return f"{match[1]}-{month:02}"
    return ""


def folder_day(url: str) -> str:
    """Return the day that folders of a web address name (/2021/09/05/, /2021-09-05/, /20210905/) in ISO form, or ""."""
    found = _DAY_FOLDERS.search(url[:1_000])
    return _url_day(found[1], "/", found[2], found[3]) if found else ""


def _url_day(year: str, parted: str, month: str, day: str) -> str:
    """Return the ISO day of what an address holds, or "" if it is none: a long number, say, or a score."""
    number = MONTHS.get(month.lower()) or (int(month) if month.isdigit() else 0)
    if not parted and (len(month) != 2 or len(day) != 2):
        return ""
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return ""
    return found.isoformat() if found.year >= EARLIEST_WEB_YEAR else ""


def _plain(value: str) -> str:
    """Return the value on one line, with ASCII digits and dashes, without a label such as "Published:"."""
    if len(value) > 10 * MAX_DATE_CHARACTERS:
        return value.strip()
    written = " ".join(plain_digits(value).split())
    label = _LABEL.match(written)
    return written[label.end() :] if label else written


def plain_digits(text: str) -> str:
    """Return a text with the digits and dashes of ASCII in place of all others, and without marks of direction."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(character)) if character.isdecimal() else character
        for character in text.translate(
            {0x2010: "-", 0x2011: "-", 0x2013: "-", 0x2212: "-", 0x200E: "", 0x200F: "", 0xFEFF: ""}
        )
    )


def _shown(value: str) -> str:
    """Return the value short enough for a message, with nothing that would break a line."""
    plain = " ".join("".join(character if character.isprintable() else " " for character in value[:200]).split())
    return plain if len(plain) <= 40 else plain[:39] + "…"


def _span(written: str) -> _Span:
    """Return first day, last day, precision and warning. Raises _Odd."""
    if len(written) > MAX_DATE_CHARACTERS:
        raise _Odd("too long for a date")
    if epoch := _EPOCH.fullmatch(written):
        return _from_epoch(epoch[1])
    if solar := SOLAR_DAY.search(written):
        if (day := solar_day(solar)) is None:
            raise _Odd("there is no such day in the calendar")
        return day, day, "day", ""
    if compact := _COMPACT.fullmatch(written):
        _check_time(*(int(part or 0) for part in compact.groups()[3:]))
        return _day(int(compact[1]), int(compact[2]), int(compact[3]))
    bare = _WEEKDAY.sub("", _without_time(written), count=1).strip(" ,|·/").removesuffix(" -")
    bare = _ARTICLE.sub("", bare, count=1)
    for read in (_numeric, _named, _coarse):
        span = read(bare)
        if span is not None:
            return span
    if _TWO_DIGIT_YEAR.fullmatch(bare):
        raise _Odd("the year has only two digits; write it as 2021-09-05")
    raise _Odd("not understood as a date; write it as 2021-09-05")


def _without_time(written: str) -> str:
    """Return the value without its time of day, which is checked. Raises _Odd."""
    times = (*_TIME.finditer(written), *_TIME_COMPACT.finditer(written))
    # A number alone is an hour only with a.m., p.m. or the T of ISO 8601.
    time = next((found for found in times if found["minute"] or found["half"] or found[0][0] in "tT"), None)
    if time is None:
        return written
    hour = int(time["hour"])
    if time["half"] and not 1 <= hour <= 12:
        raise _Odd("there is no such time of day")
    _check_time(hour, int(time["minute"] or 0), int(time["second"] or 0))
    return " ".join((written[: time.start()] + " " + written[time.end() :]).split())


def _check_time(hour: int, minute: int, second: int) -> None:
    """Raise _Odd unless this is a time of day."""
    if hour > 23 or minute > 59 or second > 59:
        raise _Odd("there is no such time of day")


def _from_epoch(digits: str) -> _Span:
    """Return the day (UTC) of seconds or milliseconds since 1970. Raises _Odd."""
    seconds = int(digits) if len(digits) <= 10 else int(digits) // 1_000
    day = datetime.fromtimestamp(seconds, UTC).date()
    return day, day, "day", ""


def _numeric(bare: str) -> _Span | None:
    """Return the day of a date in figures only. Raises _Odd."""
    if found := _COMPACT.fullmatch(bare):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_FIRST.fullmatch(bare):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _EAST_ASIAN.fullmatch(bare):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _YEAR_LAST.fullmatch(bare)
    if found is None:
        return None
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." and other <= 12:  # dots are written where the day comes first
        return _day(year, other, one)
    if one > 12 or one == other:
        return _day(year, other, one)
    if other > 12:
        return _day(year, one, other)
    _day(year, one, other)
    return (
        date(year, 1, 1),
        date(year, 12, 31),
        "year",
        f"is ambiguous; write {year}-{other:02}-{one:02} or {year}-{one:02}-{other:02}. Only its year was kept",
    )


def _named(bare: str) -> _Span | None:
    """Return the day of a date with the month's name. Raises _Odd."""
    bare = bare.lower()  # the expressions know capitals of ASCII only
    if found := _NAMED_DAY_FIRST.fullmatch(bare):
        year = int(found[3])
        if len(found[3]) == 2:  # RFC 822, the date format of RSS, has two digits; RFC 2822 says how to read them
            year += 2000 if year < 50 else 1900
        return _day(year, MONTHS[found[2].lower()], int(found[1]))
    if found := _NAMED_MONTH_FIRST.fullmatch(bare):
        return _day(int(found[3]), MONTHS[found[1].lower()], int(found[2]))
    if found := _NAMED_YEAR_FIRST.fullmatch(bare):
        return _day(int(found[1]), MONTHS[found[2].lower()], int(found[3]))
    return None


def _coarse(bare: str) -> _Span | None:
    """Return the month or year of a date that names no day. Raises _Odd."""
    if found := _YEAR_MONTH.fullmatch(bare):
        return _month(int(found[1]), int(found[2]))
    if found := _MONTH_SLASH_YEAR.fullmatch(bare):
        return _month(int(found[2]), int(found[1]))
    if found := _MONTH_YEAR.fullmatch(bare):
        return _month(int(found[2]), MONTHS[found[1].lower()])
    if found := _YEAR_NAMED_MONTH.fullmatch(bare):
        return _month(int(found[1]), MONTHS[found[2].lower()])
    if _YEAR.fullmatch(bare):
        year = _year(int(bare))
        return date(year, 1, 1), date(year, 12, 31), "year", ""
    return None


def _year(year: int) -> int:
    """Return the year if it can be one of a publication. Raises _Odd."""
    if year < EARLIEST_YEAR:
        raise _Odd(f"no article is from the year {year:04}")
    return year


def _day(year: int, month: int, day: int) -> _Span:
    """Return a day as a span. Raises _Odd."""
    _year(year)
    try:
        found = date(year, month, day)
    except ValueError:
        raise _Odd("there is no such day in the calendar") from None
    return found, found, "day", ""


def _month(year: int, month: int) -> _Span:
    """Return a month as a span. Raises _Odd."""
    if not 1 <= month <= 12:
        raise _Odd("there is no such month")
    last = monthrange(_year(year), month)[1]
    return date(year, month, 1), date(year, month, last), "month", ""


def _check(first: date, *, today: date) -> None:
    """Raise _Odd if the span begins in the future."""
    if first > today + timedelta(days=FUTURE_DAYS):
        raise _Odd("the date lies in the future")
