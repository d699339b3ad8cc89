"""Small things beside an article: the section it stands in, consent for players, what the outlet earns, who owns it.

As in corpus.clean.furniture every test takes a whole line, and the repeats of the expressions are bounded.
"""

from __future__ import annotations

import re

from corpus.clean.prefilter import asks
from corpus.clean.words import whole_lines, words

# Names of sections, of which a page prints one above its headline.
_SECTIONS = frozenset(
    words(
        """
        world politics business economy markets finance money sport sports football opinion comment editorial
        analysis culture arts entertainment music movies film television books technology tech science health
        environment climate education lifestyle life style food travel fashion media crime courts local
        national international region nation us uk news headlines weather obituaries letters features
        investigations explainer video photos gallery podcast podcasts latest exclusive breaking coronavirus
        politik wirtschaft kultur literatur wissen wissenschaft gesellschaft panorama ausland inland meinung
        kommentar gesundheit reise technik netzwelt feuilleton lokales nachrichten startseite hauptinhalt
        seiteninhalt política politica economía economia mundo internacional internacionales nacional
        nacionales deportes cultura opinión sociedad tecnología ciencia salud espectáculos sucesos policiales
        actualidad portada últimas esportes brasil saúde notícias educação politique économie monde société
        sciences santé actualité actualités planète idées esteri cronaca spettacoli salute политика экономика
        общество культура спорт наука мир новости происшествия
        政治 经济 經濟 国际 國際 社会 社會 体育 體育 文化 科技 财经 財經 スポーツ
        国内
        海外 경제 정치 사회 문화 스포츠 سياسة اقتصاد رياضة ثقافة أخبار سیاسی اقتصادی ورزشی فرهنگی
        """
    )
)
_JOINED = re.compile(r" ?(?:[&+/|,]|\band\b|\by\b|\bund\b|\bet\b|\be\b) ?")
_MOST_JOINED = 3
_EMBED = whole_lines(
    r"(?:please )?(?:accept|enable|allow|activate|agree to)\b[^.!?]{0,80}\b(?:cookies?|content"
    r"|tracking)\b[^.!?]{0,60}\b"
    r"(?:to|before) (?:see|view|watch|play|load|show|display|listen)\b[^!?]{0,300}",
    r"by (?:accepting|loading|clicking|playing|viewing|activating)\b[^.!?]{0,80}\b(?:third[- ]part(?:y|ies)"
    r"|accessing content"
    r"|content from|personal data|privacy policy)\b[^!?]{0,300}",
    r"if you accept this (?:notice|choice)\b[^!?]{0,160}",
    r"(?:this|the) (?:content|video|post|player|embed)\b[^.!?]{0,60}\b(?:cannot be|can't be|is not|isn't|was not|is"
    r" blocked"
    r"|has been blocked|is hidden)\b[^.!?]{0,60}\b(?:cookies?|consent|privacy settings|tracking)\b[^!?]{0,200}",
    r"(?:an dieser stelle|hier) (?:finden sie|ist|wird|befindet sich|sehen sie)[^.!?]{0,40}\b(?:externe[rn]?"
    r"|eingebundene[rn]?)"
    r" inhalte?\b[^!?]{0,300}",
    r"(?:ich bin damit einverstanden|sie erklären sich einverstanden|mit (?:dem )?(?:klick|aufruf"
    r"|laden))\b[^!?]{0,60}\b"
    r"(?:externe inhalte|inhalte|personenbezogene daten|drittplattformen|youtube|daten)\b[^!?]{0,300}",
    r"(?:ce contenu|cette vidéo) (?:est bloquée?|n'est pas disponible|peut"
    r" contenir)\b[^!?]{0,200}\bcookies\b[^!?]{0,160}",
)
_EARNINGS = whole_lines(
    r"(?:we|our (?:editors|experts|team|writers|reviewers|journalists)|[\w .'&-]{2,40} (?:editors|team)) independently"
    r" (?:select|review|choose|chose|selected|test|research|recommend|evaluate|curate)\w{0,3}\b[^!?]{0,300}",
    r"[^.!?]{0,160}\b(?:may|might|can|could|will) (?:earn|receive|get|generate|make) (?:us |me |[\w ]{2,30}"
    r" )?(?:an? )?(?:small "
    r"|affiliate |referral ){0,2}commissions?\b[^!?]{0,300}",
    r"[^.!?]{0,80}\b(?:earns?|receives?|gets?) (?:a |an )?(?:small |affiliate |referral ){0,2}commissions? (?:from"
    r"|on|when|if"
    r"|for|through)\b[^.!?]{0,80}\b(?:link|purchase|you (?:buy|click|shop))\b[^!?]{0,200}",
    r"(?:dieser (?:artikel|beitrag|text)|die (?:hier )?(?:verlinkten|mit \S{1,14} gekennzeichneten))\b[^.!?]{0,80}\b"
    r"(?:affiliate|provisions?|werbe)[- ]?links?\b[^!?]{0,300}",
)
_PRODUCT = whole_lines(
    r"[^.!?]{2,80} is (?:an?|our|the|my) (?:[\w'-]{1,16} ){0,4}(?:newsletter|e-?mail briefing|morning briefing|podcast)"
    r" (?:about|on|from|for|by|with|in|of|that|which|designed|written|covering|featuring"
    r"|hosted)\b[^!?]{0,240}\b(?:subscribe"
    r"|sign up|inbox|listen|apple podcasts|spotify|wherever you get)\b.{0,160}",
)
# One of these is in all that the two above match.
_OF_BUSINESS = ("ommission", "ndependently", "ink", "ewsletter", "riefing", "odcast", "COMMISSION", "NEWSLETTER")
_TO_US = whole_lines(
    r"(?:please )?(?:send|drop|write|shoot|give|text|e-?mail|message|leave) us (?:an?|your|some|any)"
    r" (?:[\w'-]{1,16} ){0,2}"
    r"(?:note|line|message|e-?mail|mail|text|call|shout|feedback|thoughts|tips?|comments?|questions?|suggestions?"
    r"|ideas?"
    r"|photos?|pictures?|videos?|stor(?:y|ies)|letters?|rating|review)\b[^!?]{0,120}",
    r"(?:please )?let us know (?:what you think|your (?:thoughts|views?|opinions?|feedback)|if you|by|in|on|via|at"
    r"|here|below)"
    r"\b[^!?]{0,120}",
)
_OWNED = whole_lines(r"(?:copyright )?©.{2,118}")
_BOXES = whole_lines(
    r"(?:recommended|related|trending|popular|featured|suggested|sponsored|promoted|similar) (?:videos?|stories"
    r"|articles?"
    r"|posts?|products?|searches|podcasts?|galleries|headlines|reads?|links|episodes)",
)
_REPORTED = re.compile(r"\b(?:said|says|told|tells|asked|warned|wrote|announced|according to)\b", re.IGNORECASE)


@asks(begins=_SECTIONS)
def is_section(line: str) -> bool:
    """Tell whether the line is the name of a section of newspapers, or of several in one, and no more."""
    parts = _JOINED.split(line.lower().removesuffix(" news"))
    return len(parts) <= _MOST_JOINED and _SECTIONS.issuperset(parts)


@asks(_EMBED)
def is_embed_notice(line: str) -> bool:
    """Tell whether the line stands in the place of something that asks for consent."""
    return _EMBED.fullmatch(line) is not None and _REPORTED.search(line) is None


@asks(_TO_US)
def is_word_to_us(line: str) -> bool:
    """Tell whether the line asks readers to write to the outlet."""
    return _TO_US.fullmatch(line) is not None and _REPORTED.search(line) is None


@asks(_EARNINGS, _PRODUCT)
def is_own_business(line: str) -> bool:
    """Tell whether the line says what the outlet earns by the page, or praises its newsletter or podcast."""
    if not any(piece in line for piece in _OF_BUSINESS):
        return False
    found = _EARNINGS.fullmatch(line) or _PRODUCT.fullmatch(line)
    return found is not None and _REPORTED.search(line) is None


@asks(_OWNED)
def is_owner(line: str) -> bool:
    """Tell whether the line begins with the sign of copyright."""
    return _OWNED.fullmatch(line) is not None


@asks(_BOXES)
def is_box_heading(line: str) -> bool:
    """Tell whether the line heads a box of links that no article has for a section of its own."""
    return _BOXES.fullmatch(line) is not None
