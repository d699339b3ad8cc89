"""Days of the solar calendar of Iran and Afghanistan, as news pages in Persian and Pashto print them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from corpus.clean.words import words

_MONTHS: Final = {
    name: number
    for names in (
        words("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"),
        words("حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت"),
    )
    for number, name in enumerate(names, 1)
}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
# Later years are those of the lunar calendar, which is centuries ahead of its news in this one.
FIRST_YEAR, LAST_YEAR = 1370, 1419
_YEAR: Final = r"1[34]\d\d"
SOLAR_DAY: Final = re.compile(
    rf"(?<!\d)(?:(?P<day>\d{{1,2}}) (?P<name>{_MONTH}) (?:ماه )?(?P<year>{_YEAR})"
    rf"|(?P<first>{_YEAR})(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<last>\d{{1,2}}))(?!\d)"
)
_LONG_MONTHS: Final = 6  # of 31 days; the others have 30, the last one 29 or 30
_LEAP: Final = frozenset({1, 5, 9, 13, 17, 22, 26, 30})  # of each 33 years


def solar_day(found: re.Match[str]) -> date | None:
    """Return the day that a match of SOLAR_DAY names, None if there is none such."""
    year = int(found["year"] or found["first"])
    month = _MONTHS[found["name"]] if found["name"] else int(found["month"])
    day = int(found["day"] or found["last"])
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    longest = 31 if month <= _LONG_MONTHS else 30 if month < 12 or year % 33 in _LEAP else 29
    if not 1 <= day <= longest:
        return None
    return _new_year(year) + timedelta(31 * (month - 1) - max(0, month - 1 - _LONG_MONTHS) + day - 1)


def _new_year(year: int) -> date:
    """Return the first day of a year: 21 March 1991 was that of 1370."""
    leap = sum(each % 33 in _LEAP for each in range(FIRST_YEAR, year))
    return date(1991, 3, 21) + timedelta(365 * (year - FIRST_YEAR) + leap)
