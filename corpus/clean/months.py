"""The names of the months as newspapers in the larger languages of Europe and the Near East write them."""

from __future__ import annotations

_NAMES = {
    1: "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января stycznia ocak січня يناير",
    2: "february feb februar février févr fevrier febrero febbraio fevereiro fev"
    " februari февраля lutego şubat лютого فبراير",
    3: "march mar märz mrz mars marzo março marco maart mrt марта marca mart березня maret مارس",
    4: "april apr avril avr abril abr aprile апреля kwietnia nisan квітня أبريل",
    5: "may mai mayo maggio mag maio mei мая maja mayıs травня maj مايو",
    6: "june jun juni juin junio giugno giu junho июня czerwca haziran червня يونيو",
    7: "july jul juli juillet juil julio luglio lug julho июля lipca temmuz липня يوليو",
    8: "august aug août aout agosto ago augustus августа sierpnia ağustos серпня agustus augusti أغسطس",
    9: "september sep sept septembre septiembre settembre setembro сентября września eylül вересня سبتمبر",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out октября października ekim жовтня أكتوبر",
    11: "november nov novembre noviembre novembro ноября listopada kasım листопада نوفمبر",
    12: "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro"
    " декабря grudnia aralık грудня desember ديسمبر",
}
MONTHS: dict[str, int] = {name: number for number, names in _NAMES.items() for name in names.split()}
