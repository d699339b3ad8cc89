"""What leads to other articles in languages other than English: “Lea también: …”, “Mehr zum Thema”, “Читайте также”.

Each language has few such phrases, whatever the outlet: a verb of reading or seeing with “also”, “more” or “here”, what
may interest, and headings for related articles. As in corpus.clean.furniture a test takes the whole line.
"""

from __future__ import annotations

import re

from corpus.clean.prefilter import asks
from corpus.clean.words import whole_lines

# Phrases that are furniture alone on their line, and with a headline behind a colon or the like.
_LEADS = (
    # German
    r"(?:lesen|sehen|hören) sie (?:hier|auch|dazu|mehr|weiter|außerdem)(?: (?:auch|mehr|dazu|hier|weiter|die"
    r"|unser\w*)){0,2}",
    r"(?:lies|lest|seht|schau(?:t)?) (?:auch|hier|dazu|mehr|weiter)(?: (?:auch|mehr|dazu)){0,2}",
    r"mehr (?:zum thema|zu diesem thema|dazu|themen|infos?|informationen|artikel|nachrichten|news|aktuelles|aus"
    r" \w{3,20})"
    r"(?: (?:auf|von|bei|zu[mr]?|aus|in) [\w .&'-]{2,40})?",
    r"auch (?:interessant|lesen|lesenswert|spannend|auf [\w .&'-]{2,30})",
    r"(?:das|dies|diese (?:artikel|themen|beiträge)|das thema) könnten? (?:sie|dich|euch|ihnen|dir)(?: auch|"
    r" ebenfalls)?"
    r" (?:interessieren|gefallen)",
    r"weitere (?:artikel|beiträge|nachrichten|meldungen|themen|news|aktuelle themen|links|videos|berichte|infos?"
    r"|informationen)(?: (?:zum thema|zu diesem thema|zu|auf|von|aus|über) ?[\w .&'-]{0,60})?",
    r"zum weiterlesen|weiterführende (?:links|artikel|informationen)|lesetipps?|linktipps?|passend (?:dazu|zum thema)"
    r"|siehe auch|(?:verwandte|ähnliche) (?:themen|artikel|beiträge|inhalte)|meistgelesen(?:e artikel)?",
    # Spanish
    r"(?:lea|lee|leé|leer|vea|ve|ver|mire|mira|conozca|conoce|descubra|descubre|escuche|escucha)(?:se)?"
    r" (?:tambi[eé]n|adem[aá]s|m[aá]s|aqu[ií])",
    r"tambi[eé]n (?:(?:te|le) puede interesar|puedes? (?:leer|ver)|lea|lee|vea|en [\w .&'-]{2,30})",
    r"(?:te|le|les) (?:puede|podr[ií]a|recomendamos)(?: que (?:te|le))?(?: (?:interesar|interese|leer))?",
    r"(?:quiz[aá]s? )?te (?:interese|recomendamos|sugerimos)(?: leer| ver)?",
    r"m[aá]s (?:informaci[oó]n|noticias|sobre (?:el tema|este tema|[\w .&'-]{2,40}))",
    r"(?:notas?|noticias?|art[ií]culos?|contenidos?|historias?|temas?) relacionad[oa]s?",
    r"(?:siga|sigue|contin[uú]e|contin[uú]a) leyendo",
    # Portuguese
    r"(?:leia|veja|confira|assista|ou[cç]a|saiba|entenda)(?: (?:tamb[eé]m|mais|ainda|aqui))(?: (?:sobre|em) [\w"
    r" .&'-]{2,40})?",
    r"(?:not[ií]cias?|mat[eé]rias?|artigos?|conte[uú]dos?|assuntos?) relacionad[oa]s?",
    r"mais (?:not[ií]cias|lidas|sobre (?:o assunto|o tema|[\w .&'-]{2,40}))|continua (?:ap[oó]s|depois d)a publicidade",
    # French
    r"(?:à )?(?:lire|voir|écouter|découvrir) (?:aussi|également|ensuite|plus|sur le même (?:sujet|thème))"
    r"|(?:lisez|voyez) (?:aussi|également)|à lire|sur le même (?:sujet|thème)|en savoir plus|pour (?:en savoir plus"
    r"|aller plus loin)|(?:articles?|contenus?|sujets?) (?:liés?|similaires?|associés?|connexes?)|la suite après"
    r" cette publicité",
    # Italian
    r"(?:leggi|guarda|vedi|ascolta|approfondisci) (?:anche|pure|di più|tutto|qui)|leggi l'articolo completo"
    r"|(?:ti|vi) (?:potrebbe|può) (?:anche )?interessare(?: anche)?|potrebbe interessarti(?: anche)?"
    r"|(?:articoli|notizie|contenuti) correlat[ie]|per saperne di più|per approfondire",
    # Dutch, Swedish, Norwegian, Danish, Finnish, Estonian
    r"(?:lees|bekijk|zie|luister) (?:ook|meer|verder)|meer over (?:dit onderwerp|[\w .&'-]{2,40})|gerelateerd(?:e"
    r" (?:artikelen"
    r"|berichten))?",
    r"(?:läs|se|lyssna) (?:också|även|mer|mera)|(?:les|se|hør) (?:også|mer)|(?:læs|se|hør) (?:også|mere)|relaterat"
    r"|relatert"
    r"|lue (?:myös|lisää|aiheesta lisää)|katso myös|loe (?:ka|lisaks|veel)",
    # Polish, Czech, Slovak, Hungarian, Romanian, the languages of the south Slavs in Latin letters
    r"(?:czytaj|zobacz|przeczytaj|sprawdź|posłuchaj) (?:też|także|również|więcej|dalej|koniecznie)|dowiedz się więcej",
    r"(?:čtěte|přečtěte si|čítajte|prečítajte si|podívejte se|sledujte) (?:také|též|více|dále|aj|tiež|i)"
    r"|související (?:články|témata)",
    r"(?:olvassa|olvasd|nézze|nézd) (?:el )?(?:ezt is|még|is)|kapcsolódó cikk(?:ek|ünk)?",
    r"(?:citește|citeşte|citiți|vezi|vedeți) (?:și|şi|mai mult)",
    r"(?:pročitajte|čitajte|pogledajte|procitajte|citajte) (?:još|jos|i|više|vise|također|takođe)",
    # Russian, Ukrainian, Bulgarian, Serbian
    r"(?:читайте|смотрите|слушайте|узнайте) (?:также|ещё|еще|подробнее|больше|далее|по теме)|(?:материалы|новости"
    r"|ещё) по теме"
    r"|по теме|подробнее",
    r"(?:читайте|дивіться|слухайте) (?:також|ще|більше)|(?:матеріали )?(?:за|на) (?:цією )?тем[оу]ю?",
    r"(?:прочетете|вижте|четете|гледайте) (?:още|също|и)|(?:прочитајте|погледајте|читајте) (?:још|и)",
    # Greek, Turkish, Indonesian and Malay, Vietnamese, Swahili
    r"(?:διαβάστε|δείτε) (?:επίσης|ακόμη|ακόμα|και|περισσότερα|εδώ)",
    r"(?:bunlar da |şunlar da )?ilgin[iı]zi çekebilir|ilgili (?:haber|haberler|içerikler)|(?:ayrıca|bunu da)"
    r" (?:okuyun|bakınız)"
    r"|haberin devamı",
    r"(?:baca|lihat|simak|tonton)(?: juga| selengkapnya| lainnya)|(?:artikel|berita) terkait|xem thêm|đọc thêm|tin"
    r" liên quan"
    r"|soma (?:pia|zaidi)",
    # Arabic, Persian, Urdu, Hebrew, Hindi, Bengali
    r"(?:اقرأ|إقرأ|شاهد|طالع|اقرئي) (?:أيضا|أيضاً|أيضًا|ايضا|المزيد)|(?:مواضيع|أخبار|مقالات) (?:ذات صلة|متعلقة)",
    r"(?:بیشتر|همچنین) بخوانید|(?:اخبار|مطالب|خبرهای) مرتبط|(?:مزید|یہ بھی) پڑھیں|קראו (?:גם|עוד)|עוד בנושא",
    r"(?:यह|ये|इसे) भी (?:पढ़ें|पढ़ें|देखें)|আরও পড়ুন|আরো পড়ুন",
    # Chinese, Japanese, Korean
    r"(?:延伸|相关|相關|推荐|推薦)(?:阅读|閱讀|新闻|新聞|报道|報導|文章)|関連(?:記事|ニュース|リンク)|あわせて読みたい|こちらもおすすめ"
    r"|관련 ?(?:기사|뉴스)|더 읽기",
)
_OPENING = r"[>»→▶•*\[(+-]{0,3} ?"
_ENDING = r" ?(?:[:：|»>→+.…-]{0,3}[)\]]?)"
_WHERE = r"(?: (?:auf|bei|von|aus|in|en|de|sur|dans|su|no|na|em|op|på|w|на|в) [\w .&'-]{2,40})?"
_TO = r" ?(?:[:：|»>→]{1,2}| [-–] ) ?(?P<to>.{3,220})"
_LEAD = whole_lines(rf"{_OPENING}(?:{'|'.join(_LEADS)})(?:{_WHERE}{_ENDING}|{_TO})")
_PROSE = re.compile(r"[a-zà-öø-ÿа-яё].{0,200}\.$")


@asks(_LEAD)
def is_lead(line: str) -> bool:
    """Tell whether the line leads to another article or heads a list of them; a sentence that begins so does not."""
    found = _LEAD.fullmatch(line)
    return found is not None and not (found["to"] and _PROSE.match(found["to"]))
