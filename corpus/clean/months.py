"""The names of the months as newspapers in the larger languages of Europe, the Near East and India write them."""

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
# Central and southern Europe, Finland, Greece, India; Arabic of the Levant and the Maghreb, Persian, Urdu, Hebrew.
_MORE_NAMES = {
    1: "ianuarie ledna januára január tammikuuta jaanuar jaanuari ιανουαρίου януари"
    " siječnja जनवरी জানুয়ারি جنوری ژانویه جانفي كانون_الثاني ינואר בינואר",
    2: "februarie února februára február helmikuuta veebruar φεβρουαρίου февруари veljače"
    " फरवरी फ़रवरी ফেব্রুয়ারি فروری فوریه فيفري شباط פברואר בפברואר",
    3: "martie března marca március maaliskuuta märts μαρτίου ožujka मार्च মার্চ مارچ مارس آذار מרץ במרץ מרס במרס",
    4: "aprilie dubna apríla április huhtikuuta aprill απριλίου април travnja"
    " अप्रैल এপ্রিল اپریل آوریل ابريل إبريل أفريل نيسان אפריל באפריל",
    5: "května mája május toukokuuta μαΐου μαίου май svibnja मई মে مئی مه ماي أيار מאי במאי",
    6: "iunie června júna június kesäkuuta juuni ιουνίου юни lipnja जून জুন ژوئن جوان حزيران יוני ביוני",
    7: "iulie července júla július heinäkuuta juuli ιουλίου юли srpnja जुलाई জুলাই جولائی ژوئیه جويلية تموز יולי ביולי",
    8: "srpna augusta augusztus elokuuta αυγούστου август kolovoza अगस्त"
    " আগস্ট اگست اوت اغسطس أوت آب אוגוסט באוגוסט agustus",
    9: "septembrie září septembra szeptember syyskuuta σεπτεμβρίου септември rujna"
    " सितंबर सितम्बर সেপ্টেম্বর ستمبر سپتامبر أيلول ספטמבר בספטמבר",
    10: "octombrie října októbra október lokakuuta oktoober οκτωβρίου октомври"
    " अक्टूबर अक्तूबर অক্টোবর اکتوبر اكتوبر تشرين_الأول אוקטובר באוקטובר",
    11: "noiembrie novembra listopadu marraskuuta νοεμβρίου ноември studenoga studenog"
    " नवंबर नवम्बर নভেম্বর نومبر نوامبر تشرين_الثاني נובמבר בנובמבר",
    12: "decembrie prosince decembra joulukuuta detsember δεκεμβρίου декември prosinca"
    " दिसंबर दिसम्बर ডিসেম্বর دسمبر دسامبر كانون_الأول דצמבר בדצמבר",
}
MONTHS: dict[str, int] = {
    name.replace("_", " "): number
    for table in (_MORE_NAMES, _NAMES)
    for number, names in table.items()
    for name in names.split()
}
