"""The names of the months as newspapers of the larger European languages write them."""

from __future__ import annotations

_NAMES = {
    1: "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января",
    2: "february feb februar février févr fevrier febrero febbraio fevereiro fev februari февраля",
    3: "march mar märz mrz mars marzo março marco maart mrt марта",
    4: "april apr avril avr abril abr aprile апреля",
    5: "may mai mayo maggio mag maio mei мая",
    6: "june jun juni juin junio giugno giu junho июня",
    7: "july jul juli juillet juil julio luglio lug julho июля",
    8: "august aug août aout agosto ago augustus августа",
    9: "september sep sept septembre septiembre settembre setembro сентября",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out октября",
    11: "november nov novembre noviembre novembro ноября",
    12: "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro декабря",
}
MONTHS: dict[str, int] = {name: number for number, names in _NAMES.items() for name in names.split()}
