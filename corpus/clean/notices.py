"""What pages say about themselves around an article: stamps, licences, disclosures, navigation, players, teasers.

As in corpus.clean.furniture every test takes a whole line, and the repeats of the expressions are bounded.
"""

from __future__ import annotations

import re

from corpus.clean.prefilter import asks
from corpus.clean.words import whole_lines

_REPORTED = re.compile(r"\b(?:said|says|told|tells|wrote|announced|according to)\b", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{1,6})?\.?"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_CLOCK = r"(?:at )?\d{1,2}[:.h]\d\d(?:[:.]\d\d)? ?(?:[ap]\.?m\.?)?|(?:at )?\d{1,2} ?[ap]\.?m\.?|noon|midnight"
_ZONE = (
    r"\(?(?:gmt|utc|bst|e[sd]?t|c[sd]?t|p[sd]?t|m[sd]t|ist|cet|cest|hkt|jst|aest|aedt|sgt|pkt|wib)(?: ?[+-]\d{1,4})?\)?"
)
# Possessive: what is no date is given up at once, so rows of numbers cost nothing.
_WHEN = (
    r"(?>(?:(?:19|20)?\d{2,4}[-/.]\d{1,2}[-/.]\d{2,4}(?:t\d\d:\d\d(?::\d\d)?z?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    rf"|(?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th)\b"
    rf"|(?:{_CLOCK}|{_DAY}|{_MONTH}|{_ZONE}|on|at|of|today|yesterday|an?|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?"
    r"|ago|just now|local time)(?![a-z])|\d{1,3}|[,|]|-(?= ?\d))[ ,.]{0,3}+){1,12}+"
)
_STAMP_WORD = (
    r"(?:(?:first |last |originally |previously |article |story |page )?(?:published|updated|posted|modified|created"
    r"|reviewed|edited|revised|changed|aired)(?: (?:on|at|date|time))?|(?:publication|publish|issue|last update|update"
    r"|release) (?:date|time)|last update|date)(?![a-z])"
)

_STAMP = whole_lines(
    rf"[(\[]?{_STAMP_WORD} ?:? ?{_WHEN}[)\]]?\.?(?: ?[|/-]? ?{_STAMP_WORD} ?:? ?{_WHEN}\.?)?",
    rf"[\w .'&-]{{2,60}} ?[|/-] ?{_STAMP_WORD} ?:? ?{_WHEN}\.?",
    rf"{_WHEN}(?:[|/-] ?)?{_STAMP_WORD} ?:? ?{_WHEN}",
    r"(?:an?|\d{1,3}) (?:hours?|hrs?|minutes?|mins?|days?|weeks?|months?) ago",
    r"(?:(?:est(?:imated|\.)? )?(?:reading|read) time ?[:-]? ?|a )?(?:about |~)?\d{1,3}[ -]?min(?:ute)?s?\.? ?"
    r"(?:read(?:ing time)?|listen|watch)?(?: time)?(?: left)?",
    r"(?:est(?:imated|\.)? )?(?:reading|read) time ?[:-]? ?(?:less than )?\d{1,3} ?(?:min(?:ute)?s?|sec(?:ond)?s?)\.?",
    r"(?:tempo de leitura|tiempo de lectura|temps de lecture|lesezeit|tempo di lettura|leestijd) ?:? ?~?\d{1,3} ?"
    r"[^\W\d_]{1,8}\.?",
    r"(?:time to read|word count|reading level)\b ?:? ?[\w ]{1,30}",
    r"(?:[\d,.]{1,9}k? )(?:page )?(?:views?|reads?|shares?|reactions?|votes?|followers?|subscribers?|people shared this"
    r"|people (?:are )?(?:reading|watching)(?: (?:this|now))?)",
)
_PRINTED = re.compile(r"\([\w .'&-]{3,50} \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? (?:page|p\.?) ?\w{1,4}\)", re.IGNORECASE)
_LICENCE = whole_lines(
    r"(?:licen[cs]e|registration|permit|icp|reg\.?) ?(?:for [\w ]{3,60}|number|no\.?|plate)? ?[:#]? ?[\d-]{4,20}"
    r"(?: [\w .:]{1,60})?",
    r"(?:(?:order|buy|request|get|purchase) )?reprints?(?: (?:and|&|or) (?:permissions?"
    r"|licensing))?(?: ?[|:,] ?.{1,330})?",
    r"(?:for )?(?:re-?use|reprints?|reprint rights|permissions?|licensing|syndication|re-?publication)"
    r"(?: (?:rights|content|enquiries|inquiries|this content|information))?(?: ?: ?.{1,120}|,? (?:please )?(?:contact"
    r"|visit|e-?mail|see|click)\b.{1,120})",
    r"(?:unauthori[sz]ed |any )?(?:reproduction|copying|republication|redistribution|re-?use|use|duplication)"
    r"(?: (?:or|and) [\w-]{3,20})?(?: of (?:this|the|our|any)\b[^.!?]{0,60})?(?: without [^.!?]{3,80})?"
    r" (?:is|are) (?:strictly |expressly )?(?:prohibited|forbidden|not permitted|not allowed)\b[^!?]{0,160}",
    r"(?:the )?(?:content|material|information|text|photos?)s? (?:of|on|in|from) (?:this|our) (?:web ?site|page|article"
    r"|site|publication)\b[^!?]{0,80}\b(?:may not|must not|cannot|can not|is protected|are protected|copyright"
    r"|reproduc\w{1,4}|informational purposes|not constitute)\b[^!?]{0,200}",
    r"(?:this|the) (?:article|story|report|post|content|work|text|material)s? (?:is|are) (?:(?:re)?published|licensed"
    r"|available|distributed|shared|provided) (?:here )?(?:under|courtesy of|with (?:the )?permission|by permission"
    r"|through a (?:partnership|collaboration)|in partnership|as part of)\b.{1,300}",
    r"(?:re)?(?:published|printed|posted|used) (?:here )?(?:with|by|under) (?:the )?(?:kind )?(?:permission|licen[cs]e"
    r"|a creative commons)\b.{0,200}",
    r"this (?:copy|content|material|article|story|page|site|report|document) is for (?:your )?(?:own )?(?:personal"
    r"|private|non-?commercial|informational|educational)\b.{0,330}",
    r"(?:terms|conditions|restrictions|rates|fees|t&cs)(?: (?:and|&) (?:terms|conditions"
    r"|restrictions))? (?:may )?apply\.?",
    r"(?:quotes?|market data|data|prices|stock prices|share prices|figures)\b[^.!?]{0,40}\b(?:delayed (?:at"
    r"|by) least|real-time|provided by"
    r"|powered by|displayed in)\b[^!?]{0,240}",
    r"(?:currency|prices?|all (?:times|prices|figures)) (?:is |are )?in (?:[a-z]{3}|eastern|gmt|utc"
    r"|local)\b[^.!?]{0,40}\.?",
)
_DISCLOSURE = whole_lines(
    r"(?:we|[\w .'&-]{2,60}) (?:may|might|could|can|will) (?:earn|receive|get|make|be paid|collect)\b[^!?]{0,60}"
    r"\b(?:commissions?|compensation|share of sales|affiliate|small fee|portion of)\b[^!?]{0,240}",
    r"(?:this|our|some|the) (?:article|post|story|page|links?|site|content|website)s?\b[^.!?]{0,60}\b(?:contains?"
    r"|includes?"
    r"|may contain|(?:is|are|may be)) [^.!?]{0,30}\b(?:affiliate|sponsored|paid|partner) ?(?:links?|content|post"
    r"|advertis\w{4,6}|partners?)?\b[^!?]{0,240}",
    r"this shop has been compensated\b.{0,300}",
    r"this (?:post|article|story|content|video|review|page) (?:has been|was|is|contains) (?:compensated|sponsored"
    r"|paid for|an ad\b|a paid|a sponsored|gifted)\b.{0,300}",
    r"(?:if|when) you (?:buy|purchase|click|make a purchase|shop|sign up)\b[^!?]{0,80}\b(?:we|commission|affiliate)\b"
    r"[^!?]{0,240}",
    r"(?:[\w .'&-]{2,60}|we) (?:is|are) not responsible for (?:the )?(?:content|contents|accuracy|opinions)\b"
    r"[^!?]{0,40}\b(?:external|other|third[- ]party|linked|this|these|comments?)\b[^!?]{0,120}",
    r"(?:read|see) (?:about )?our (?:approach to external linking|privacy|cookies?|terms|ethics|editorial|fact-checking"
    r"|standards|corrections|review)\b[^!?]{0,100}",
    r"(?:this|our) (?:site|website|page|form) is protected by\b[^!?]{0,160}",
    r"(?:all )?products? (?:featured|recommended|mentioned|linked)\b[^!?]{0,80}\b(?:independently|editors?"
    r"|commission)\b"
    r"[^!?]{0,200}",
    r"[(\[*]{0,2}with (?:additional )?inputs? from [^.!?]{2,80}[)\]*.]{0,3}",
    r"[(\[*]{0,2}(?:except for the headline|only the headline|this (?:story|article|copy|report)(?: (?:has been|is"
    r"|was))?"
    r" (?:auto-?generated|published|sourced|taken|generated|generated automatically) (?:by|from|through|via)?)\b"
    r".{0,120}\b(?:feed|agenc(?:y|ies)|syndicate\w?|wire|modifications?|staff)\b.{0,120}",
    r"[(\[*]{0,2}(?:this|the) (?:is a |story is )?(?:breaking|developing)(?: news)?(?: story| news)?(?:[.,;:-]"
    r"| and)[^!?]{0,40}"
    r"(?:\b(?:check back|updat\w{1,4}|refresh|more (?:details|information)|stay tuned|follow|come back|details)\b"
    r"[^!?]{0,120})?[)\]*.]{0,3}",
    r"(?:please )?(?:check back|refresh (?:this|the) page|come back|stay tuned|stay with us)\b(?: (?:soon|later"
    r"|often|for"
    r"|here|to|with)\b[^.!?]{0,100})?[.!]?",
    r"(?:more|further|additional) (?:details|information|updates|news)? ?(?:to (?:follow|come)|soon"
    r"|will follow)[.!]{0,3}",
    r"[*(\[]{0,2}(?:(?:more )?(?:info|information|details|news|stories) (?:on|about|at):?|for (?:more|further"
    r"|additional|full)"
    r" (?:info|information|details)\b[^.!?]{0,80}(?:,| -|:) ?(?:please )?(?:visit|go to|see|click|log on to|check"
    r"|follow"
    r"|read))"
    r" ?(?:\S{1,40}\.\S{1,80}|here)[.)\]]{0,2}",
    r"(?:view original (?:content|source|release)|view source version|logo|multimedia|source(?: link)?)"
    r"(?: (?:on|at|to|with)\b[^:]{0,60})? ?[:-]{1,2} ?https?:\S{3,200}(?: [^!?]{0,80})?",
    r"(?:e-?mail|tel|phone|twitter|contact)s? ?: ?\S{2,60}@\S{2,60}[;,.|]? ?.{0,160}",
    r"(?:you can )?read more (?:about|on|of|from) [^.!?]{3,120}\b(?:here|at \S{1,40}\.\S{2,40}|on our \w{2,20})[.!]?",
    r"[\w .'&-]{2,40}: ?(?:https?://|www\.)\S{3,120}",
    r"(?:media|press|investor|investors|pr)(?: relations)? (?:contacts?|enquiries|inquiries|office) ?:.{0,160}",
)
_NAVIGATION = whole_lines(
    r"(?:home|homepage|news|world|latest|you are here:?)(?: ?[>»/›|] ?[\w &',.-]{2,40}){1,7}",
    r"(?:[A-Za-z][\w&'-]{1,16}(?: [\w&'-]{1,12})? ?[|•·] ?){2,12}[A-Za-z][\w&' -]{1,30}",
    r"(?:skip|jump) to (?:[\w ]{1,30})|(?:main |site |primary )?(?:menu|navigation|search)(?: (?:menu|close|open"
    r"|toggle))?",
    r"(?:open|close|toggle|show|hide|expand|collapse) (?:the )?(?:menu|navigation|search|sidebar|panel|dialog|modal"
    r"|popup)"
    r"(?: \w{1,12})?",
    r"(?:log ?in|sign ?in|log ?out|sign ?out|register|my account|my profile|subscribe|contact us|about us|advertise"
    r"(?: with us)?|help|faq|sitemap|careers|today's paper|e-?paper|e-?edition)(?: ?[|/•·] ?(?:[\w' -]{2,24})){0,8}",
    r"page \d{1,3} of \d{1,3}|(?:prev(?:ious)?|next)(?: (?:page|slide|image|photo|gallery|video|post))?"
    r"(?: ?[|/] ?(?:prev(?:ious)?|next)(?: \w{1,8})?)?|\d{1,3} ?(?:of|/) ?\d{1,3}(?: (?:images?|photos?|slides?"
    r"|pictures?))?",
    r"(?:view|load|see|show|open|browse)(?: all| more| the| full| our| \d{1,3}){1,2} (?:photos?|images?|pictures?"
    r"|gallery"
    r"|slideshow|videos?|stories|articles?|posts?|news|results|updates|tags|topics|comments)(?: \(\d{1,4}\))?",
)
_MEDIA = whole_lines(
    r"(?:listen|watch(?! on\b)|play|pause|stop|mute|unmute|replay|resume|rewind|autoplay)(?: (?:to )?(?:now|live"
    r"|again|later|next"
    r"|next video|this (?:article|story|podcast|episode|interview|report)|the (?:full )?(?:podcast|episode|interview"
    r"|audio"
    r"|story|video|show|report|programme|program|broadcast)|in full|full (?:episode|interview|video)|slideshow|video"
    r"|audio|gallery|on|off))?(?: (?:here|below|above|now|on [\w .'&-]{2,40}))?"
    r"(?: ?[\d:()/ |·-]{3,16})?[.!:]?",
    r"(?:\d-)?(?:\d{1,2}[- ]minute|\d{1,2}:\d\d)[ -]?(?:listen|watch|read|video|audio)?(?: (?:playlist|download"
    r"|transcript"
    r"|embed)){0,4}",
    r"(?:listen|audio|video|podcast|playlist|download|transcript|embed|now playing|duration|video duration|length"
    r"|running time)(?: ?[|·:-]? ?)(?:\d{1,2} ?(?:hours?|minutes?|seconds?)(?:,? \d{1,2} ?(?:minutes?|seconds?))*"
    r"|\d{1,2}:\d\d(?::\d\d)?(?: ?/ ?\d{1,2}:\d\d(?::\d\d)?)?)[\w :]{0,40}",
    r"\d{1,2}:\d\d(?::\d\d)? ?/ ?-?\d{1,2}:\d\d(?::\d\d)?",
    r"(?:we apologi[sz]e, but |sorry,? |oops[,!.]? )?(?:but )?(?:this|the|your|our) (?:video|audio|player|browser"
    r"|device"
    r"|embed|content|media)\b[^.!?]{0,40}\b(?:failed to|does not|doesn't|cannot|can't|is not|isn't|could not|couldn't"
    r"|has expired|no longer|unable)\b[^.!?]{0,40}\b(?:load|play|support\w{0,3}|available|displayed|loaded|found"
    r"|be played"
    r"|view\w{0,3}|html5|javascript|video|audio|iframes?)\b[^!?]{0,140}",
    r"try refreshing (?:your browser|the page)\b[^!?]{0,120}",
    r"(?:tap|click) here to see other videos\b[^!?]{0,60}",
    r"(?:play )?slideshow(?: \(?\d{1,3} (?:images?|photos?|slides?)\)?)?|(?:photo |picture |image )?gallery"
    r"(?: ?[:(|-] ?\d{1,3} (?:images?|photos?|pictures?)\)?)?|\d{1,3} (?:images?|photos?|slides?|pictures?)",
    r"[^.!?|]{5,200} ?\| ?\d{1,2}:\d\d(?::\d\d)?|[+]? ?(?:\d{1,3} )?show all [^.!?]{3,100}",
    r"(?:hide|show|toggle|view|expand) captions?(?: \d{1,3} of \d{1,3})?",
    r"enlarge (?:this )?image(?: [\w /'.&-]{2,60})?",
    r"(?:skip in )?skip x embed x share\b.{0,300}|embed x share",
    r"(?:subtitles|captions|quality|playback (?:speed|rate)|volume|full ?screen|closed captions?|chapters"
    r"|descriptions off"
    r"|picture-in-picture|theatre mode|settings)(?: (?:on|off|auto|settings|menu|\d{1,4}p?))?(?:, (?:selected"
    r"|opens\b.{0,60}))?",
    r"(?:catch|watch|see|stream|tune in(?: to)?|hear|listen to)\b[^.!?]{2,90}\b(?:on (?:iplayer|catch-?up|demand|bbc"
    r"|itv|hbo"
    r"|netflix|sounds|spotify|hulu|radio \d)|(?:week(?:day|night)s|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?"
    r"|saturdays?|sundays?|tonight|nightly) at \d)\b[^!?]{0,120}",
)
_SPONSOR = whole_lines(
    r"(?:sponsored|presented|brought to you|promoted|paid for|supported|powered|recommended|ads?|paid content|content"
    r"|sponsored (?:links|stories|content)|promoted (?:links|stories|content)) by:? (?:our (?:partners?|sponsors?"
    r"|friends)"
    r"|(?:the )?[\w .'&-]{2,50})",
    r"(?:from (?:our|the) (?:partners?|sponsors?)|around the web|from (?:around )?the web|more from around the web"
    r"|partner (?:content|stories|offers)|promoted (?:links|stories|content)|sponsored (?:stories|links|messages?)"
    r"|(?:you may|you might) (?:also )?like(?: these)?|we recommend|people also (?:read|watched|liked)|special offers?"
    r"|today's (?:top )?(?:deals|offers)|best deals|shopping deals|commercial (?:content|feature))[:.]?",
    r"this advertisement has not loaded yet\b[^!?]{0,80}|article content(?: continued)?"
    r"|story continues below\b[^!?]{0,40}",
    r"(?:advertisement|ad|advert)[ :.-]{1,3}(?:your (?:article|story|browser)|article|story|the (?:article|story))"
    r" (?:will )?(?:continue\w?|resume\w?)\b[^!?]{0,60}",
    r"why (?:am i seeing|you're seeing|you are seeing) (?:this|these) ads?\??|hide ads?|go ad-free\b[^.!?]{0,60}"
    r"|(?:we )?(?:noticed|see|detected) (?:that )?you(?:'re| are) (?:using|running) an? ad[- ]?blocker\b[^!?]{0,160}",
)
# The headings of links to other articles, with the link behind them; they hold where it does not end as a sentence.
_TEASER = re.compile(
    r"(?:(?i:also (?:on|in|from) [\w .'&-]{2,30}|more (?:on|from|in) [\w .'&-]{2,40}|most (?:read|viewed|popular"
    r"|shared)"
    r"(?: (?:in|on) [\w &'-]{2,20})?|(?:go|dig) deeper|dive deeper|in case you missed it|icymi|explore(?: more)?"
    r"|explained"
    r"|catch up(?: on)?|from (?:the|our) archives?|full (?:story|coverage|report)|live (?:updates?|blog|coverage)"
    r"|editors?'?s?'? (?:picks?|choice)|our (?:view|take|analysis)|must[ -]reads?|must[ -](?:see|watch)"
    r"|worth (?:a )?read"
    r"(?:ing)?|you (?:may|might) (?:have missed|also like|also be interested in)|don't miss(?: out)?"
    r"|next in [\w &'-]{2,20}"
    r"|up next|on our (?:site|blog)|elsewhere(?: on [\w .'&-]{2,20})?|previously(?: on [\w .'&-]{2,30})?"
    r"|(?:for )?further reading|recommended(?: reading)?|trending(?: now)?|popular(?: now)?|suggested reading"
    r"|read(?:ing)? (?:list|next|on|in full|our (?:explainer|analysis|review|report|editorial)|the (?:latest|background"
    r"|story|report|review|analysis|transcript))|see (?:more|our|the)(?: [\w ]{2,20})?|(?:more|other) (?:news|stories"
    r"|headlines|reading|coverage|analysis)|related (?:coverage|reading|story|stories|news|links?|video|articles?)"
    r"|(?:top|latest|breaking) (?:news|stories|headlines|story|videos?)|quick (?:guide|read)|in (?:pictures|photos|pics"
    r"|video)|review|opinion|explainer|commentary|op-ed|fact[- ]check"
    r"|perspective|watch(?: (?:this|more|also|live|the video|the moment))?|listen(?: (?:to|now|here))?|video|photos"
    r"|podcast|read)"
    r" ?(?:[:|»>]| - ) ?)(?=[A-Z0-9\"'(\[])[^.!?]{12,160}(?:[?!]'?|[.!?]{3})?(?: [A-Z][^.!?]{5,80}\??)?"
)
_MORE = re.compile(r"M(?:ORE|ore) ?[:>»|] ?(?=[A-Z0-9\"']).{12,220}")
_RUN = re.compile(
    r"(?:(?i:most read|most popular|most viewed|top stories|related stor(?:y|ies)|related articles?|trending"
    r"|popular in)"
    r"(?: (?i:in|on|from|now) [A-Z&][\w&' ]{1,30}?)?) (?=[A-Z\"'\d]).{20,600}"
)
_RUN_WORDS = re.compile(r"[A-Z]{3,}[^a-z]{3,40} [A-Z][a-z]|\?|Exclusive|Most|Related", re.ASCII)
_RELATED = re.compile(r"Related (?=[A-Z\"'])[^:]{20,300}[^.:,;\"']")
_EMBED = re.compile(r"(?=.{20,300}$)[A-Z\"'\d].{10,280}[^.:,;\"'\s] Read (?:more|full story|the full story)\.{0,3}")
_AT_HERE = re.compile(
    r"[(\[]?(?:graphics?|video|charts?|maps?|interactive|factbox|timeline|explainer|poll|table|photos|slideshow"
    r"|full story) ?: ?.{3,140}(?: [-–] |: )here\b[)\].]{0,2}",
    re.IGNORECASE,
)
_GALLERY = re.compile(r".{0,600}\b(?i:hide caption) \d{1,3} of \d{1,3}")
_LIVE = re.compile(r"(?i:live (?:updates?|coverage|blog|text)) (?:on|of|from|as) [^.!?:,]{3,80}")
_PARTIES = re.compile(r"(?:CLOSE|Close|close|X|×)(?: (?:this|window|menu|modal|dialog|video|gallery))?")


@asks(_STAMP, _PRINTED)
def is_stamp(line: str) -> bool:
    """Tell whether the line says when a page was published or changed, how long it takes or how often it was read."""
    return _STAMP.fullmatch(line) is not None or _PRINTED.fullmatch(line) is not None


@asks(_LICENCE)
def is_licence(line: str) -> bool:
    """Tell whether the line is about the rights in the page, or the data on it."""
    return _LICENCE.fullmatch(line) is not None


@asks(_DISCLOSURE)
def is_disclosure(line: str) -> bool:
    """Tell whether the line is what an outlet discloses about the page: commissions, feeds, links, that news break."""
    return _DISCLOSURE.fullmatch(line) is not None and _REPORTED.search(line) is None


@asks(_NAVIGATION, _PARTIES)
def is_navigation(line: str) -> bool:
    """Tell whether the line is a menu, a path through the site, or a button to turn pages."""
    return _NAVIGATION.fullmatch(line) is not None or _PARTIES.fullmatch(line) is not None


@asks(_MEDIA, _GALLERY, _AT_HERE)
def is_media_line(line: str) -> bool:
    """Tell whether the line belongs to a player or gallery."""
    return any(pattern.fullmatch(line) for pattern in (_MEDIA, _GALLERY, _AT_HERE))


@asks(_SPONSOR)
def is_sponsor_line(line: str) -> bool:
    """Tell whether the line marks what somebody paid for."""
    return _SPONSOR.fullmatch(line) is not None


@asks(_MORE, _EMBED, _LIVE, _RELATED, _RUN, _TEASER)
def is_teaser(line: str) -> bool:
    """Tell whether the line is the headline of another article behind what calls it one."""
    if _MORE.fullmatch(line) or _EMBED.fullmatch(line) or _LIVE.fullmatch(line) or _RELATED.fullmatch(line):
        return True
    if _RUN.fullmatch(line):
        return _RUN_WORDS.search(line) is not None
    return _TEASER.fullmatch(line) is not None and not line.endswith((".", ".'", '."'))
