"""What each kind of page furniture looks like, line by line; corpus.clean.boilerplate says where it counts.

Every test takes a whole line. The expressions are anchored and their repeats bounded, so their work is linear.
"""

from __future__ import annotations

import re

from corpus.clean.prefilter import asks
from corpus.clean.words import whole_lines, words

_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|pinterest|reddit|tumblr|email|e-mail|messenger|instagram"
    r"|youtube|vk|"
    r"tiktok|pocket|skype|flipboard|google(?: news|\+)?|mastodon|bluesky|threads|line|viber|signal|rss|print|sms)"
)
_MONEY_SIGNS = words("$ € £ ¥ ₹ ₽ ₴ ₺ usd eur gbp")
_MONEY = r"(?:[$€£¥₹₽₴₺]|usd|eur|gbp|us\$|a\$|c\$)"
_FIGURE = r"\d[\d.,]{0,14}k?"

_AMOUNT = re.compile(rf"{_MONEY} ?{_FIGURE}\b\+?|\b{_FIGURE} ?{_MONEY}(?!\w)", re.IGNORECASE)
_PRICE = re.compile(r"[=()%]|\.(?!00)\d\d(?!\d)")
_AMOUNT_WORDS = frozenset(
    words("or of raised goal other amount more monthly once month per so far donated target total")
)

# Somebody's words, and so a sentence of the article.
_REPORTED = re.compile(
    r"\b(?:said|says|saying|told|tells|asked|warned|warns|added|adds|wrote|argued|announced|according to)\b",
    re.IGNORECASE,
)

_DONATION = whole_lines(
    r"(?:please )?donate(?: now| today| here| to us| via paypal| with paypal| with crypto| monthly| once"
    r"| bitcoin)?[.!]?",
    r"(?:please )?(?:make|send|give) (?:a|your) (?:small |one-time |monthly )?(?:donation|contribution)"
    r"(?: now| today| here)?[.!]?",
    r"(?:select|choose|enter|pick) (?:an?|your|the) (?:donation )?amount[:.]?",
    r"(?:custom|other) amount[:.]?",
    r"do you like (?:this|our|the) (?:content|article|story|work|site|website|post|page|video|project)\?"
    r"(?: (?:please )?(?:consider|help|support|donate)[\w ,'-]{0,60}[.!]?)?",
    r"(?:please,? )?consider (?:helping|supporting|donating|making a donation|a donation"
    r"|becoming a)[\w ,'-]{0,60}[.!]?",
    r"(?:please )?help us (?:keep|continue|fund|support|grow|improve|stay|survive)[\w ,'-]{0,60}[.!]?",
    r"buy (?:me|us) a (?:coffee|beer)[.!]?",
)
_DONATION_WORDS = whole_lines(
    r"(?:your |one-time |monthly )?donations?(?: amount| goal| total)?[:.!]?|one-time|monthly",
)
_SUPPORT = whole_lines(
    r"(?:please )?support (?:us|our (?:work|journalism|site|website|project|team|reporting|newsroom|mission)"
    r"|this (?:site|project|website)"
    r"|(?:independent|quality|local|free|non-profit|nonprofit|our independent) (?:journalism|media|news|reporting))"
    r"(?: now| today| here| on patreon| via paypal| on paypal)?[.!]?",
    r"(?:please )?(?:become|be) (?:a|our) (?:member|patron|supporter|subscriber|donor|sponsor|friend)"
    r"(?: of [\w .'-]{1,40}| now| today| here| on patreon)?[.!]?",
    r"(?:renew|start) your (?:membership|subscription|free trial)(?: now| today| here)?[.!]?",
    r"if you (?:like|liked|enjoy|enjoyed|value|appreciate) (?:this|our|the"
    r"|what)[\w ,'-]{1,60}please[\w ,'-]{1,80}[.!]?",
    r"your support (?:matters|counts|is (?:vital|important)(?: to us)?)[.!]?",
)
_SUPPORT_PHRASE = whole_lines(
    r"thank you for (?:reading|your support|supporting us|subscribing|visiting)[\w ]{0,40}[.!]?",
    r"we need your (?:help|support)(?: now| today)?[.!]?",
    r"join (?:us|now|today|our community|our membership)(?: now| today| here| on [\w ]{1,30})?[.!]?",
)
_NAMED_PROMPT = re.compile(
    r"(?:Support|Subscribe to|Sign up for|Follow|Donate to|Visit) (?:The |the )?[A-Z][\w.&'-]{0,30}"
    r"(?: [A-Z][\w.&'-]{0,20})?(?: [A-Z][\w.&'-]{0,20})?(?: now| today)?!?"
)
_COMMENTS = whole_lines(
    r"(?:leave|post|write|add|submit) (?:a|your|the first) (?:reply|comment|response)(?: to [^.]{1,80}"
    r"| on [^.]{1,120}| below| here)?"
    r"[.:]?(?: ?cancel reply)?",
    r"cancel reply",
    r"your e-?mail address will not be published\.?(?: ?required fields are marked(?: ?\*)?\.?)?(?: ?\*)?",
    r"required fields are marked(?: ?\*)?\.?",
    r"(?:comment|name|e-?mail|e-?mail address|website|your name|your comment|message) ?\*",
    r"save my name,? e-?mail,? and (?:website|site url) in this browser for the next time i comment\.?",
    r"(?:post|submit|publish|send|view|show|load|see|read|hide|read all|view all|load more|show all|see all|join) "
    r"(?:\d{1,6} )?(?:the )?(?:comments?|reply|replies|responses|conversation)(?: \(\d{1,6}\))?",
    r"(?:no|\d[\d,.]{0,6}k?) (?:comments?|replies|reply|responses)(?: yet| so far)?(?: on [^.]{1,120})?[.!]?",
    r"comments? ?(?:\(\d{1,6}\)|: ?\d{1,6}|are (?:closed|off|disabled)|closed|off|policy|section"
    r"|guidelines)(?: on [^.]{1,120})?\.?",
    r"(?:there are |there is )?(?:no|\d{1,6}) comments?(?: on this (?:article|post|story))?\.?",
    r"be the first to (?:comment|leave a comment|reply|write a comment|add a comment)(?: on [^.]{1,120})?[.!]?",
    r"notify me of (?:follow-up comments|new posts|new comments|followup comments) (?:by|via) e-?mail\.?",
    r"(?:you must be|please|you need to be|you have to be) (?:logged in|log in|login|sign in|register|registered)"
    r"(?: or (?:register|sign up))? to (?:post a |leave a |add a )?comment[\w ]{0,20}[.!]?",
    r"(?:log in|login|sign in|register)(?: or (?:register|sign up|log in))? to (?:post a |leave a |add a "
    r"|)(?:comment|reply)[\w ]{0,20}[.!]?",
    r"this site uses akismet to reduce spam\.(?: learn how your comment data is processed\.?)?",
    r"learn how your comment data is processed\.?",
    r"please enter (?:your (?:comment|name|e-?mail address)(?: here)?|an answer in digits)[!.:]?",
    r"you have entered an incorrect e-?mail address!?",
    r"(?:what do you think\? ?)?(?:tell us|let us know|share your thoughts"
    r"|have your say) in the comments(?: section)?(?: below)?[.!]?",
    r"(?:report|flag) (?:this )?comment",
    r"δ",
)
_COMMENT_FIELD = whole_lines(r"(?:your )?(?:name|website|comments?|message|reply)|submit|cancel|search")
_PICTURE = (
    r"(?:image|photo|photograph|picture|pic|video|footage|graphic|illustration|screenshot|screengrab|screen ?shot)s?"
)
_CAPTION = whole_lines(
    rf"[(\[]?(?:a |an |the )?(?:file|archive|archived|stock|representational|representative|representation"
    rf"|illustrative|illustration|"
    rf"symbolic|featured|cover|archival|undated|handout) {_PICTURE}(?: only)?[)\]]?\.?",
    rf"[(\[]?(?:file|archive|stock|featured|cover|handout|illustrative|representational) {_PICTURE}(?: ?[:/|]| - "
    rf"| (?:by|via|from|courtesy)\b)"
    r" ?[^.!?]{1,80}[)\]]?\.?",
    rf"[(\[]?(?:{_PICTURE}|main image|top image)(?: credits?| source| courtesy"
    rf"| by)? ?[:/|] ?(?:\(?c\)? ?)?[^.!?:]{{1,80}}[)\]]?\.?",
    r"[(\[]?(?:credits?|image credits?|photo credits?|picture credits?|source of (?:image"
    r"|photo)) ?[:/|] ?[^.!?:]{1,80}[)\]]?\.?",
    rf"[(\[]?(?:{_PICTURE}) (?:courtesy|credit|courtesy of) [^.!?:]{{1,60}}[)\]]?\.?",
    r"[(\[]?(?:(?:ap|afp|epa|reuters|getty|shutterstock|xinhua|anadolu|unsplash|alamy|istock"
    r"|bloomberg)(?: ?/ ?[\w .'-]{1,40}| images| photo| via [\w .'-]{1,40})"
    r"(?: ?/ ?[\w .'-]{1,40})?)[)\]]?",
    r"(?:click|tap) (?:here |on the image |on image |image |the image |to )(?:to )?(?:see|view|enlarge"
    r"|open)[\w -]{0,40}\.?",
    r"image (?:copyright|source) .{1,60} image caption .{1,200}|(?:enlarge this image )?toggle caption .{1,160}",
    r"(?:photos?|videos?|images?|pictures?)(?: gallery)?|scroll down for (?:the )?(?:video|more)[\w ]{0,20}",
    r"(?:enlarge|expand|open|view|zoom)(?: this)? (?:image|photo|picture|gallery|full-?size(?: image)?)",
)
_BY_NAME = re.compile(rf"[(\[]?(?i:{_PICTURE}) (?i:by|via|from) (.{{2,90}})")
_SHARE = whole_lines(
    rf"share(?: this| it)?(?: article| story| post| page| news| video| content)?(?: (?:on|via|to|by|with"
    rf"|through) (?:{_NETWORK}|social media|your friends|friends))?[:!.]?",
    r"share this with(?: your)? [\w ]{1,30}[:!.]?",
    r"(?:click|tap) to (?:share (?:on|via)|e-?mail|print|copy)[\w ]{0,40}(?: ?\(opens in (?:a )?new window\))?"
    rf"(?: {_NETWORK})?",
    rf"(?:tweet|pin|like|post|e-?mail|print|save|copy|bookmark) (?:this|it|link|url|article|page|to clipboard"
    rf"|this article|this page|this story|this post|a link to a friend)(?: (?:on|via) {_NETWORK})?[.!]?",
    rf"(?:follow|like|find|join|watch|add|connect with|subscribe to|visit) (?:us|our channel|our page"
    rf"|[\w ]{{1,30}})? ?(?:also )?(?:on|at|via|in) {_NETWORK}(?:,? (?:and|or|&|on)? ?{_NETWORK})?"
    rf"(?:,? (?:and|or|&) {_NETWORK})?(?: @\w{{1,30}}| for [\w ]{{1,60}})?[.!:]?",
    r"(?:compartir|compartilhar|partager|teilen|condividi|delen|поделиться) (?:en|no|sur|auf|su|op|в) "
    rf"{_NETWORK}[.!]?",
    r"(?:link )?copied(?: to clipboard)?[.!]?",
    r"share (?:close|save|options|full article|button|tweet|pin|email)(?: (?:close|save|tweet|pin|email|print))?",
    r"read or share this story: .{1,160}|(?:save){2,4}",
)
_SHARE_WORDS = frozenset(
    words(
        """
    share shares tweet tweets pin like likes print email e-mail save copy link comment comments facebook
    twitter whatsapp telegram linkedin pinterest reddit tumblr messenger instagram youtube vk pocket
    flipboard more bookmark follow rss viber skype x or and & | / · • + -
    """
    )
)
_NO_FIRST_SHARE_WORDS = frozenset(words("x more or and & | / · • + - link"))
_SHARE_COUNT = whole_lines(
    r"(?:total )?shares?:? ?\d[\d.,]{0,8}k?|\d[\d.,]{0,8}k? (?:total )?(?:shares|likes|views|tweets|retweets)",
)
_NEWSLETTER = whole_lines(
    r"(?:please )?sign[ -]?up(?: here| now| today| free)?(?: (?:for|to|and get|to receive|to get)\b[^.!?]{0,120}\b"
    r"(?:newsletters?|e-?mails?|inbox|updates|alerts|briefings?|digest"
    r"|bulletin)\b[^.!?]{0,40})?[.!]?(?: it's free[.!]?)?",
    r"(?:please )?subscribe(?: now| today| here| free| for free)?(?: (?:to|for) (?:our|the|us|my"
    r"|this)\b[^.!?]{0,80}\b"
    r"(?:newsletters?|channel|e-?mails?|podcast|feed|updates|mailing list|digest|briefing|telegram|youtube"
    r"|rss)\b[^.!?]{0,40})?[.!:]?",
    r"(?:please )?subscribe (?:to|for|via|by|on) (?:us|our|youtube|telegram|e-?mail|rss|updates|notifications"
    r"|the newsletter|newsletter|the channel)[\w ]{0,40}[.!:]?",
    r"(?:get|receive|have)\b[^.!?]{0,120}\b(?:in|to|into|direct to|straight to|delivered to) your (?:e-?mail "
    r"|email )?(?:inbox|e-?mail|phone|mailbox)\b[^.!?]{0,40}[.!]?",
    r"(?:please )?(?:enter|type|add|confirm) (?:your|an|a valid) e-?mail(?: address| id)?(?: here"
    r"| below)?[^.!?]{0,60}[.!:]?",
    r"(?:your )?e-?mail(?: address)?:?",
    r"(?:join|get) (?:our|us on) (?:free |daily |weekly |morning )?(?:[\w ]{0,20})?(?:newsletter|mailing list"
    r"|telegram(?: channel)?|whatsapp(?: channel| group)?|e-?mail list)[\w ]{0,40}[.!]?",
    r"by (?:signing up|subscribing|registering|submitting|clicking|providing|entering (?:your|an)"
    r"|continuing)\b[^.!?]{0,160}\b(?:agree|accept|consent|acknowledge|confirm)\b[^!?]{0,160}",
    r"(?:our |free |daily |weekly |e-?mail |the )?newsletters?(?: sign-?up| signup| subscription)?[.!:]?",
    r"you can unsubscribe at any time[.!]?|unsubscribe(?: at any ?time)?[.!]?",
    r"(?:thank you|thanks) for (?:signing up|subscribing|registering)[^.!?]{0,60}[.!]?",
    r"(?:something went wrong|an error occurred)[.,!]?(?: please try again(?: later)?[.!]?)?",
    r"download (?:our|the)(?: free)?(?: [\w ]{1,20})? app(?: now| today| here| for [\w ]{1,40})?[.!]?",
)
_CONSENT = whole_lines(
    r"(?:we(?: and our partners)?|this (?:web)?site|our (?:web)?site|[\w-]{1,30}\.(?:com|org|net|co\.uk"
    r"|eu)) uses? cookies(?:(?:[.!]| (?:to|and|on|for|in|so|that|which|from)\b).{0,380})?",
    r"(?:accept|reject|allow|manage|decline|enable|disable)(?: all| only)?(?: the| your| my)? (?:necessary "
    r"|essential )?(?:cookies|consent|preferences|cookie settings|cookie preferences)",
    r"cookies? (?:policy|settings|preferences|notice|consent|statement)\.?",
    r"privacy (?:policy|notice|settings|preferences)(?: ?[|·/&-] ?terms(?: of (?:use|service))?)?",
    r"terms (?:of use|of service|and conditions|& conditions)(?: ?[|·/&-] ?privacy(?: policy)?)?",
    r"by continuing to (?:use|browse|visit) (?:this|our|the) (?:web)?site\b.{0,300}",
    r"(?:please )?(?:enable|turn on|activate) (?:javascript|cookies)\b[^.]{0,120}[.!]?",
    r"(?:your browser does not support|javascript is (?:disabled|required|not enabled))\b[^.]{0,120}\.?",
    r"do not sell (?:or share )?my (?:personal )?(?:information|data|info)",
)
_ADVERTISEMENT = whole_lines(
    r"[-*\[( ]{0,4}(?:advertisements?|advertising|advertisment|sponsored|sponsored (?:content|links?|post)"
    r"|promoted(?: content)?|paid (?:content|post)|ads?|ad feedback|remove ads|report this ad"
    r"|promoted stories)[-*\]):. ]{0,4}",
    r"advertisements? ?[-:|/]? ?(?:continue reading(?: below| the main story)?|scroll (?:down )?(?:to continue"
    r"|for more)[\w ]{0,30}|story continues below|article continues below|skip(?: ad)?)\.?",
    r"[(\[]?(?:the |this )?(?:story|article|post|text|report) continues (?:below|after)(?: this"
    r"| the)?(?: advertisement| ad| advert| video| image| gallery)?[)\]]?\.?",
    r"(?:continue|scroll|keep) (?:reading|scrolling|down)? ?(?:to continue(?: reading)?|below"
    r"|after (?:the )?ad(?:vertisement)?|for more|with content)\.?",
    r"(?:skip|close|hide)(?: this)? (?:ad|advertisement|advert)(?: in \d{1,2})?",
    r"(?:ad|advertisement) \d{1,2}|powered by [\w .]{1,30}|loading\.{0,3}|please wait\.{0,3}",
)
_READ_MORE = whole_lines(
    r"[>»→*•\[(-]{0,3} ?(?:read|see|find out|learn|view|discover|hear) more(?: here| now| about this"
    r"| on this(?: story| topic)?)?(?:\.{2,3}| ?[>»→]{1,2})?[)\].:!]{0,2}",
    r"[>»→*•\[(-]{0,3} ?(?:read|see|watch|listen)(?: more| also| next| this| full story| the full story"
    r"| the full article| full article)?"
    r"(?: on [\w ]{1,30})?(?: ?[:|>»→]{1,2} ?| - ).{1,170}",
    r"(?:also read|read also|read next|also see|see also|next article|previous article|next post"
    r"|previous post|next story|previous story|don't miss)(?:(?: ?[:|>»→]{1,2} ?| - ).{1,170})?[.]?",
    # Texts in other languages are kept too.
    r"(?:leia (?:também|mais)|lea (?:también|más)|lire aussi|à lire(?: aussi)?|lesen sie (?:auch|mehr)|mehr zum thema"
    r"|leggi anche|lees ook|читайте также|читайте також|czytaj także|baca juga)(?: ?[:|>»→]{1,2}(?: .{1,170})?)?",
    r"(?:up next|next up)(?: ?[:|>»→]{1,2} ?| - ).{1,170}",
    r"(?:more|also|related|read|watch|listen|recommended|further reading|most read|most popular) ?[:»>]{1,2}",
    r"most (?:read|viewed|popular|shared) (?:in|on) [\w &'-]{2,30}",
    r"related(?: (?:articles?|stories|story|posts?|news|content|topics|coverage|reading|links?|items|tags"
    r"|video))?(?: ?[:|>»→]{1,2} ?| - ).{1,170}",
    r"(?:continue|keep) reading(?: (?:the main story|below|here|this article|the article))?(?:\.{2,3}| ?[>»→]{1,2})?",
    r"(?:to read (?:more|the full (?:story|article|text|report)),? )?(?:please )?click here(?: (?:to"
    r"|for) [^.!?]{1,80})?[.!]?",
    r"read (?:the )?(?:full|whole|entire|original|complete) (?:story|article|post|text|report|interview"
    r"|statement)(?: (?:here|at|on|in) ?[^.!?]{0,60})?[.!]?",
    r"(?:more|all|latest|other) (?:on|about|from|in) this (?:story|topic|section|author|series)s?:?",
    r"\[(?:\.{3}|read more|more|continue(?: reading)?|\+\d{1,6} chars)\]",
    r"(?:back|return|go|scroll|jump|skip) to (?:the )?(?:top|home|homepage|main content|content|navigation|menu"
    r"|main page)",
)
_RELATED = whole_lines(
    r"(?:related|similar|recommended|popular|trending|latest|recent|top|more|other|further|featured|suggested)"
    r"(?: (?:articles?|stories|story|posts?|news|content|topics|coverage|reading|links?|items|tags|videos?"
    r"|headlines|now|for you|from [\w ]{1,30}))?:?",
    r"(?:most (?:read|popular|viewed|commented|shared|recent)|you (?:may|might) also (?:like|be interested in"
    r"|enjoy)|editor'?s'? (?:picks?|choice)|in this (?:story|article)|"
    r"what to read next|trending|tags|topics|categories|filed under|see more|load more|show more|view more"
    r"|view all|see all|next|previous|up next|next up|home|menu|search|about the author|watch)(?: on [\w ]{1,20})?"
    r"(?::|\.{1,3})?",
)
_SYNDICATION = re.compile(
    r"the (?:post|article|entry|story) .{1,300} (?:appeared first|first appeared|was first published) (?:on|in"
    r"|at) .{1,100}",
    re.IGNORECASE,
)
_COPYRIGHT = whole_lines(
    r"(?:copyright )?(?:©|\(c\)|&copy;).{0,300}",
    r"copyright (?:\d{4}|by [^.]{2,60}|[^.]{2,60} \d{4})\b.{0,300}",
    r"(?:[\w .,&'-]{0,80} )?all rights (?:are )?reserved[.!]?(?: .{0,250})?",
    r"(?:[^.!?]{0,80} )?(?:todos (?:los derechos|os direitos) reservados|tous droits réservés|alle rechte vorbehalten"
    r"|tutti i diritti (?:sono )?riservati|alle rechten voorbehouden|все права защищены)[.!]?(?: .{0,160})?",
    r"this (?:material|content|article|story) may not be (?:published|reproduced|copied|redistributed)\b.{0,250}",
    r"no part of this (?:publication|article|material|site|content) may be .{1,250}",
)
_AGENCY = r"(?:afp|ap|upi|ani|pti|ians|xinhua|reuters?|dpa|efe|itar-tass|tass|ansa|kyodo|yonhap|agencies)"
_SIGN_OFF = whole_lines(
    rf"(?:/|[(\[])?{_AGENCY}(?:(?: ?[-/,&] ?| and ){_AGENCY}){{0,3}}[)\]]?[.;]?",
    rf"(?:[a-z]{{2,4}}/){{0,3}}[a-z]{{2,4}} ?\({_AGENCY}(?:, ?{_AGENCY}){{0,3}}\)",
    r"-?30-|#{2,5}|\(?ends?\)?|[*-]{1,5}|_{2,40}|[*=-]{3,100}",
)
_NAME_WORDS = frozenset(words("for of and the via by at in on from courtesy / | - , & de la le van von bin al"))


def is_amounts(line: str) -> bool:
    """Tell whether the line holds amounts of money and nothing else; amounts with cents are prices, not donations."""
    rest, amounts = _AMOUNT.subn(" ", line)
    if not amounts or _PRICE.search(line):
        return False
    return _AMOUNT_WORDS.issuperset(re.findall(r"\w+", rest.lower()))


@asks(_DONATION)
def is_donation_call(line: str) -> bool:
    """Tell whether the line asks for a donation."""
    return _DONATION.fullmatch(line) is not None and not _REPORTED.search(line)


@asks(_DONATION_WORDS, holds=_MONEY_SIGNS)
def is_donation_bar(line: str) -> bool:
    """Tell whether the line belongs to a bar of amounts to donate."""
    return is_amounts(line) or _DONATION_WORDS.fullmatch(line) is not None


@asks(_SUPPORT)
def is_support_call(line: str) -> bool:
    """Tell whether the line asks for support or membership."""
    return _SUPPORT.fullmatch(line) is not None and not _REPORTED.search(line)


@asks(_NAMED_PROMPT, _SUPPORT_PHRASE)
def is_support_of_name(line: str) -> bool:
    """Tell whether the line is "Support" and a name, or a phrase that interviews hold as well."""
    return _NAMED_PROMPT.fullmatch(line) is not None or _SUPPORT_PHRASE.fullmatch(line) is not None


@asks(_COMMENTS)
def is_comment_form(line: str) -> bool:
    """Tell whether the line belongs to a comment form or counts comments."""
    return _COMMENTS.fullmatch(line) is not None and not _REPORTED.search(line)


@asks(_COMMENT_FIELD)
def is_comment_field(line: str) -> bool:
    """Tell whether the line is the label of a field or button in a comment form."""
    return _COMMENT_FIELD.fullmatch(line) is not None


@asks(_CAPTION, _BY_NAME)
def is_caption(line: str) -> bool:
    """Tell whether the line credits a picture or says that it is one from the files."""
    if _CAPTION.fullmatch(line):
        return True
    by = _BY_NAME.fullmatch(line)
    return by is not None and _is_names(by[1])


def _is_names(words: str) -> bool:
    """Tell whether the words could all belong to names, as in a credit."""
    parts = words.rstrip(".)]").split()
    return len(parts) <= 12 and all(not part[0].islower() or part in _NAME_WORDS for part in parts)


@asks(_SHARE)
def is_share_button(line: str) -> bool:
    """Tell whether the line is a button for sharing or following."""
    return _SHARE.fullmatch(line) is not None and not _REPORTED.search(line)


@asks(_SHARE_COUNT, begins=_SHARE_WORDS - _NO_FIRST_SHARE_WORDS)
def is_share_word(line: str) -> bool:
    """Tell whether the line is made of the words on share buttons alone, or counts shares."""
    words = line.lower().replace(",", " ").split()
    if _SHARE_COUNT.fullmatch(line):
        return True
    return 0 < len(words) <= 12 and _SHARE_WORDS.issuperset(words) and words[0] not in _NO_FIRST_SHARE_WORDS


@asks(_NEWSLETTER)
def is_newsletter(line: str) -> bool:
    """Tell whether the line asks to sign up or subscribe."""
    return _NEWSLETTER.fullmatch(line) is not None and not _REPORTED.search(line)


@asks(_CONSENT)
def is_consent(line: str) -> bool:
    """Tell whether the line is a notice on cookies, terms or scripts."""
    return _CONSENT.fullmatch(line) is not None and not _REPORTED.search(line)


@asks(_ADVERTISEMENT)
def is_advertisement(line: str) -> bool:
    """Tell whether the line marks an advertisement."""
    return _ADVERTISEMENT.fullmatch(line) is not None


@asks(_READ_MORE)
def is_read_more(line: str) -> bool:
    """Tell whether the line leads to another article; "Watch: that was the order." does not."""
    if _READ_MORE.fullmatch(line) is None:
        return False
    head, colon, rest = line.partition(": ")
    return not (colon and head.isalpha() and rest[:1].islower() and rest.endswith("."))


@asks(_RELATED)
def is_related_heading(line: str) -> bool:
    """Tell whether the line heads a list of other articles."""
    return _RELATED.fullmatch(line) is not None


@asks(_SYNDICATION)
def is_syndication(line: str) -> bool:
    """Tell whether the line says where the article appeared first."""
    return _SYNDICATION.fullmatch(line) is not None


@asks(_COPYRIGHT)
def is_copyright(line: str) -> bool:
    """Tell whether the line states a copyright."""
    return _COPYRIGHT.fullmatch(line) is not None


@asks(_SIGN_OFF)
def is_sign_off(line: str) -> bool:
    """Tell whether the line is an agency's sign-off."""
    return _SIGN_OFF.fullmatch(line) is not None
