"""What pages ask of their readers, in many wordings: to subscribe, pay, follow, share, comment, listen or watch.

As in corpus.clean.furniture every test takes a whole line, and the repeats of the expressions are bounded. What news
reports in the same words is told by who is spoken to: an outlet speaks to "you" of "us" and of its own things.
"""

from __future__ import annotations

import re

from corpus.clean.prefilter import asks
from corpus.clean.words import whole_lines, words

_LETTER = r"(?:newsletters?|e-?mails?|inbox|alerts?|briefings?|digests?|bulletins?|mailing lists?|updates)"
_CHANNEL = (
    r"(?:facebook|twitter|instagram|youtube|telegram|linkedin|whatsapp|snapchat|tiktok|google news|apple news|flipboard"
    r"|pinterest|reddit|discord|mastodon|bluesky|threads|signal|viber|social media|spotify|apple podcasts"
    r"|google podcasts|stitcher|soundcloud|itunes)"
)
_ARTICLE = r"(?:article|story|post|piece|report|page|content|column|video|podcast|episode|interview|newsletter)"
_OUR = r"(?:our|the|this|their|your|all (?:of )?our)"
_ACCESS = r"(?:unlimited|full|digital|instant|exclusive|premium|ad-free|complete|all-access|free)"

_SUBSCRIBE = whole_lines(
    rf"(?:to )?keep up with (?:this {_ARTICLE}|the latest|{_OUR} [\w ]{{1,30}})\b[^.!?]{{0,80}}\bsubscrib(?:e|ing)\b"
    r"[^.!?]{0,40}[.!]?",
    r"(?:please )?(?:subscribe|register|sign up|sign in|log ?in|join|become a (?:member|subscriber))"
    r"(?: (?:now|today|here|free|for free|or (?:subscribe|register|sign (?:up|in)|log ?in)|and)){0,4}"
    rf" (?:to|for) (?:read|get|unlock|access|enjoy|continue|receive|view|keep reading|{_ACCESS}) ?[^!?]{{0,120}}[.!]?",
    rf"(?:get|enjoy|unlock|gain|start) (?:your )?{_ACCESS}\b[^.!?]{{0,60}}\b(?:access|trial|subscription|account"
    r"|membership)\b[^.!?]{0,120}[.!]?(?: (?:subscribe|cancel|sign up|register)\b[^.!?]{0,80}[.!]?)?",
    r"(?:try|subscribe for|subscribe from|get) [^.!?]{0,60}\b(?:subscription|digital|all-access|unlimited access|access"
    r"|weeks|months|issues)\b[^.!?]{0,40}\b(?:for|from|just|only) (?:as little as |just |only )?(?:[$€£¥₹]|rs\.? ?)\d"
    r"[\d.,]{0,8}[^!?]{0,100}",
    r"(?:not (?:yet )?an? (?:subscriber|member)|not (?:yet )?(?:subscribed|registered)|already (?:an? )?(?:subscribed"
    r"|registered|subscribers?|members?)|(?:don't )?have an account|new here|existing subscribers?|forgot (?:your )?"
    r"password)(?:\?[^!?]{0,120}[.!]?|[:,] [^.!?]{1,80}[.!]?)",
    rf"(?:you've|you have|you) (?:reached|hit|read|used|exceeded)\b[^.!?]{{0,60}}\b(?:limit|free {_ARTICLE}s?"
    rf"|last {_ARTICLE}|complimentary {_ARTICLE}s?)\b[^!?]{{0,160}}[.!]?",
    rf"(?:to|in order to) (?:read|view|see|access|unlock|finish|continue reading|keep reading)"
    rf" (?:{_OUR}|more|the rest of|the full|full|further|unlimited|premium)\b[^.!?]{{0,60}}"
    r"\b(?:subscribe|register|sign (?:up|in)|log ?in|click|become a member|visit|please)\b[^!?]{0,120}[.!]?",
    rf"this (?:is an? |{_ARTICLE} is )?(?:only |exclusively |an? )?(?:premium|subscriber[- ]only|subscribers[- ]only"
    rf"|members[- ]only|member[- ]only|exclusive subscriber)\b[^.!?]{{0,80}}[.!]?",
    rf"(?:this|the|your) (?:{_ARTICLE}|access) is (?:reserved|available|free|only) (?:only )?(?:for|to) (?:our )?"
    r"(?:paying |registered |digital )?(?:subscribers|members|readers|users)\b[^.!?]{0,80}[.!]?",
    r"(?:create|open) (?:a|your) (?:free )?(?:account|profile)(?: (?:now|today|here|to|for)\b[^.!?]{0,80})?[.!]?",
    r"(?:cancel|unsubscribe|opt out) (?:at )?any ?time[.!]?(?: [^.!?]{1,60}[.!])?",
    r"(?:subscriber|member|premium)[- ](?:only|exclusive)(?: (?:content|story|article|access))?[.!]?",
    r"(?:manage|renew|upgrade|activate|gift|give) (?:your |a |print |my )?(?:print |digital )?subscriptions?"
    r"(?: ?/ ?tax receipt)?[.!]?",
    rf"(?:exclusive|unlimited) (?:access to )?{_ARTICLE}s? (?:by|from|for|to) [^.!?]{{3,120}}",
)
_LETTERS = whole_lines(
    rf"(?:please )?(?:sign up|subscribe|register|opt in)\b[^.!?]{{0,140}}\b{_LETTER}\b[^.!?]{{0,120}}[.!]?"
    r"(?: [^.!?]{1,80}\b(?:e-?mail|inbox|unsubscribe|free|sent|weekly|daily|morning|every day)\b[^.!?]{0,40}[.!]?)?",
    r"(?:get|receive|read|try|join|check out|want)\b[^.!?]{0,100}\b(?:our|free|daily|weekly|morning|evening)\b"
    r"[^.!?]{0,60}\b(?:newsletters?|e-?mail (?:alerts?|updates?|newsletters?)|mailing lists?|briefings?)\b"
    r"[^.!?]{0,80}[.!?]?(?: (?:sign up|subscribe|click)\b[^.!?]{0,80}[.!]?)?",
    r"(?:stay|keep|be) (?:in the (?:know|loop)|up[- ]to[- ]date|updated|informed|tuned|connected|ahead|abreast"
    rf"|in touch)\b[^!?]{{0,80}}\b(?:with us|our|newsletters?|inbox|subscrib\w{{1,4}}|sign(?:ing)? up|follow(?:ing)?"
    rf"|app|{_CHANNEL})\b[^!?]{{0,140}}[.!]?",
    r"(?:never|don't|do not) miss (?:a|an|any|another|out on)\b[^.!?]{0,60}\b(?:story|stories|update|updates|article"
    r"|episode|headline|news|beat|post|moment)\b[^.!?]{0,60}[.!:]?(?: [^.!?]{1,120}[.!]?)?",
    r"be the first to (?:know|hear|get|receive|read)\b[^.!?]{0,100}[.!]?(?: [^.!?]{1,120}[.!]?)?",
    r"(?:a )?(?:welcome|confirmation) e-?mail (?:is on its way|has been sent|will be sent)\b[^!?]{0,140}[.!]?",
    r"the next issue of [^.!?]{1,80} will (?:soon )?be in your inbox[.!]?",
    r"(?:if you don't see it, )?(?:please )?check your (?:junk|spam) folder[.!]?",
    r"(?:we )?encountered an issue signing you up[.!]?(?: please try again[.!]?)?",
    r"(?:please )?(?:enter|provide|submit|use) (?:a |your |an )(?:valid )?(?:e-?mail|e-?mail address|zip ?code|postcode"
    r"|phone number|mobile number)\b[^.!?]{0,80}[.!]?",
    r"(?:the |our )?(?:best|biggest|latest|top|most important|essential)\b[^.!?]{0,90}\b(?:delivered|sent|straight"
    r"|direct(?:ly)?)\b[^.!?]{0,40}\b(?:inbox|you|phone|e-?mail)\b[^.!?]{0,60}[.!]?",
    r"(?:your|the) (?:daily|weekly|morning|evening|essential) (?:dose|digest|guide|round-?up|briefing)\b[^.!?]{0,80}"
    r"\b(?:inbox|newsletter|e-?mail|sign up|subscribe)\b[^.!?]{0,60}[.!]?",
    r"sorry, this zip ?code is not in our\b[^.!?]{0,80}[.!]?|re-?enter (?:your )?zip ?code\b[^.!?]{0,60}[.!]?",
    r"(?:thanks|thank you) for (?:signing up|subscribing|registering|your interest|joining)\b[^!?]{0,100}[.!]?",
    r"(?:we'll|we will) (?:send|e-?mail|deliver)\b[^.!?]{0,40}\b(?:you|your)\b[^.!?]{0,100}\b(?:inbox|day|week|morning"
    r"|newsletter|e-?mail|stories|headlines)\b[^.!?]{0,40}[.!]?",
)
_APP = whole_lines(
    r"(?:please )?(?:download|get|install|try|open|use|read (?:this|more|it)(?: \w{1,10})? (?:in|on))\b[^.!?]{0,60}"
    r"\bapps?\b(?: (?:now|today|here|for|from|on|to|and|via)\b[^.!?]{0,120})?[.!]?",
    r"our\b[^.!?]{0,40}\bapp is (?:now )?(?:available|free)\b[^.!?]{0,100}[.!]?",
    r"(?:available|download(?: it)?|get it|find us|also available|listen|watch) (?:now )?(?:on|in|from|at"
    r"|for) (?:the )?"
    r"(?:app store|apple app store|google play|play store|ios|android|apple podcasts|spotify"
    r"|iphone)\b[^.!?]{0,80}[.!]?",
    r"(?:scan|use) (?:the|this) qr code\b[^.!?]{0,80}[.!]?",
    r"(?:turn on|enable|allow|get|receive|switch on|activate)(?: our| your| the| free)?"
    r"(?: browser| desktop| push| breaking news| news)? (?:notifications|push alerts|alerts)\b[^.!?]{0,100}[.!]?",
    r"(?:open|view|read|continue) in (?:the |our )?app[.!]?",
    r"(?:catch|get|read|find|for) (?:all )?(?:the )?(?:latest|breaking|top|more)?\b[^.!?]{0,120}\b(?:on|at|only on)\b"
    r"[^.!?]{0,60}[.!] download (?:the|our)\b[^.!?]{0,80}\bapp\b[^.!?]{0,80}[.!]?",
)
_FOLLOW = whole_lines(
    rf"(?:you can |please |also )?(?:follow|find|join|like|catch|connect with|watch|add|see|reach|tweet)"
    rf" (?:us|me|him|her|them|the (?:author|writer|reporter)s?|[\w .'&-]{{2,60}}) (?:also )?(?:on|at|via|in)"
    rf" (?:our )?{_CHANNEL}\b[^!?]{{0,140}}[.!]?",
    r"(?:you can |please )?(?:follow|tweet|message|write to|find) (?:us|me|him|her|them|the (?:author|writer|reporter))"
    r"(?: directly)?(?: at| on)?:? @\w{2,30}\b[^!?]{0,100}",
    r"(?:for|get) (?:all )?(?:the )?(?:latest|more(?! info| details)|breaking|live|up-?to-?date"
    r"|top)\b[^.!?]{0,100},? (?:follow|like"
    r"|join|visit|click|log on to|download|subscribe to|tune in|check out|go to|stay tuned|head to|see)\b"
    r"[^!?]{1,160}[.!]?",
    r"(?:click|tap) (?:here |on the link |the link |below )?(?:to |and )(?:join|follow|subscribe|like|download|get"
    r"|sign up|read|see|view|watch|listen|donate|support|buy|order|visit|find|learn|submit|comment|continue|register"
    r"|share)\b[^.!?]{0,140}[.!]?",
    rf"(?:join|follow|become part of|be part of) (?:our|the|us on our|us on the)\b[^.!?]{{0,60}}\b(?:channel|group"
    rf"|community|page|{_CHANNEL})\b[^.!?]{{0,100}}[.!]?",
    r"(?:add|make|set|choose) [^.!?]{2,40} (?:as (?:a|your) (?:preferred|trusted) source|to your (?:google|feed"
    r"|favou?rites|home ?screen))\b[^.!?]{0,60}[.!]?",
    rf"[\w .'&-]{{2,60}} (?:is|are) (?:also )?on {_CHANNEL}\b[.!:]? ?(?:(?:follow|find|join|like)\b[^!?]{{0,100}}"
    rf"|@\w{{2,30}}\.?)",
    r"interested in [^.!?]{2,60}\? (?:add|follow|sign up|subscribe|join|get|click|read|see)\b.{1,200}|add interest",
    r"follow us(?: on| at)? ?@?",
    rf"(?:we're|we are) (?:also |now )?on {_CHANNEL}\b[.!,;:]?(?: [^.!?]{{1,80}}[.!]?)?",
)
_SHARE = whole_lines(
    rf"if you (?:like|liked|enjoy|enjoyed|found|love|loved|value|appreciate)\b[^.!?]{{0,60}}\b{_ARTICLE}\b"
    r"[^.!?]{0,30}, [^.!?]{0,80}\b(?:shar(?:e|ing)|follow|subscribe|support|donat\w{1,3}|sign up|tell|consider|buy"
    r"|click|check out|like|leave|join|read)\b[^!?]{0,100}[.!]?",
    rf"(?:please )?(?:share|send|pass on|forward|recommend) this(?: {_ARTICLE})? (?:with|to|on|via|using|around|if)\b"
    r"[^.!?]{0,30}\b(?:friends?|family|link|others|colleagues|followers|network|you (?:like|liked|enjoyed|found)"
    rf"|{_CHANNEL})\b[^.!?]{{0,40}}[.!]?",
    r"(?:share|save|gift|bookmark|print|listen to|translate|cite|republish|rate) this (?:article|story|post|page)"
    r"(?: (?:free|now|here|for later|online|below|link))?[.!:]?",
    r"(?:show|hide|more|all|other|see) (?:sharing|share) (?:options|buttons|tools)|sharing options|share options",
    r"(?:copy|get|share) (?:this |the |short |a )?(?:link|url|shareable link|embed code)(?: to clipboard)?",
)
_COMMENT = whole_lines(
    r"(?:please )?(?:share|leave|post|add|give|write|join|send)(?: us)? (?:your|in|with)\b[^.!?]{0,30}\b(?:thoughts"
    r"|views"
    r"|opinions?|comments?|feedback|say|reaction|experiences?|questions?|stories|conversation|discussion)\b[^.!?]{0,20}"
    r"(?:\b(?:below|here|in the comments?|with us|on (?:our|this)|at|by|using|via|now)\b[^!?]{0,120})?[.!]?",
    r"(?:let us know|tell us|let me know|have your say|sound off|weigh in|get involved|join the (?:conversation"
    r"|discussion|debate))(?: (?:what|how|your|in|on|about|if|below|here|by|with|and|at|using|via|whether|why)\b"
    r"[^!?]{0,140})?[.!?]?",
    r"what do you (?:think|make of)\b[^.!?]{0,80}\? (?:let us|tell us|leave|share|join|comment|have your|sound|vote"
    r"|write"
    r"|post|e-?mail|send|drop)\b[^!?]{0,140}[.!]?",
    r"(?:all |our |reader |your |user )?comments? (?:are|is|on this (?:article|story)(?: are| is)?|will be)(?: now"
    r"| currently| subject to)? (?:moderat\w{2,5}|reviewed|closed|open|disabled|turned off"
    r"|the (?:sole )?responsib\w{4,6}"
    r"|welcome|published|not available)\b[^!?]{0,160}[.!]?",
    r"(?:please )?(?:keep|make sure) (?:your )?(?:comments|it) (?:civil|respectful|on topic|clean|polite)\b[^!?]{0,120}"
    r"[.!]?",
    r"(?:view|join|see|load|open|hide) the (?:discussion(?: thread)?|conversation|debate|comment thread)[.!]?",
    r"please enable javascript to (?:view|see|read)\b[^!?]{0,100}[.!]?",
    r"(?:you must be |please )?(?:log(?:ged)? ?in|sign(?:ed)? in|register(?:ed)?)(?: or (?:register|sign up"
    r"|subscribe))?"
    r" to (?:post|leave|comment|write|add|join|reply|vote|like|share|save|follow|view|see)\b[^.!?]{0,80}[.!]?",
    r"commenting (?:on this (?:article|story|page) )?(?:is|has been)\b[^.!?]{0,60}[.!]?",
    r"(?:what's|what is) your (?:reaction|opinion|view|take)(?: (?:on|to|about) this\b[^?]{0,30})?\??",
    r"(?:sort(?:ed)? by|show|order by):? (?:newest|oldest|best|most (?:liked|relevant|recent|popular)|top comments)"
    r"(?: (?:first|comments?))?",
    r"(?:we )?(?:welcome|love|want) (?:your|to hear (?:from you|your))\b[^.!?]{0,80}[.!]?(?: (?:e-?mail|send|write"
    r"|share"
    r"|contact|get in touch|leave|use|click|call)\b[^!?]{0,120}[.!]?)?",
)
_GIVE = whole_lines(
    r"(?:please )?(?:consider|help|support|donate|contribute|chip in|give|pledge"
    r"|make)(?! for\b)\b[^.!?]{0,60}\b(?:our (?:work"
    r"|journalism|reporting|newsroom|mission|coverage|journalists|site|independent)|us (?:to )?(?:keep|continue|stay"
    r"|report|tell|fund|cover|bring|deliver|hold|do)|independent (?:journalism|media|news|reporting)|quality journalism"
    r"|local (?:journalism|news)|(?:a )?(?:tax-deductible|one-time|monthly|small|recurring|year-end)"
    r" (?:gift|donation|contribution|pledge)|a (?:donation|contribution|gift) to)\b[^!?]{0,140}[.!]?",
    r"(?:we|our (?:newsroom|work|journalism|reporting|site|non-?profit)|[A-Z][\w' ]{2,30}) (?:rel(?:y|ies)|depends?"
    r"|counts?|(?:is|are) (?:funded|supported|powered|made possible|free))\b[^.!?]{0,40}\b(?:readers?|listeners?"
    r"|viewers?"
    r"|members?|supporters?|donors?|donations?|people) like you\b[^!?]{0,160}[.!]?",
    r"(?:every|any|each|your)(?: [\w-]{1,12})? (?:contribution|donation|gift|pound|dollar|penny|cent)s?,? (?:however|no"
    r" matter|big or small|helps?|counts?|makes? (?:a|it|this|our)|goes? (?:directly|towards?|to)|will (?:help|go"
    r"|support"
    r"|enable)|supports?|matters?|means?)\b[^!?]{0,160}[.!]?",
    r"(?:will|would|can|could) you (?:help|support|join|consider|chip in|become|make|donate|give|share)\b[^.!?]{0,80}"
    r"\b(?:our|us|journalism|today|newsroom|reporting|member|donation|supporter|gift)\b[^.!?]{0,60}\?"
    r"(?: [^!?]{1,120}[.!]?)?",
    r"(?:support|fund|back|help|sustain) [^.!?]{2,60} (?:from|for) (?:as little as |just |only )(?:[$€£¥₹]|rs\.? ?)\d"
    r"[^!?]{0,120}",
    r"(?:if you )?(?:believe in|value|care about) (?:our|what we do|the work we do|independent journalism)\b[^!?]{0,60}"
    r"\b(?:support|donate|subscribe|contribute|consider|join|become)\b[^!?]{0,120}[.!]?",
    r"donate (?:to|now to|today to) (?:us|our|support|help|keep|the (?:site|paper|newsroom))\b[^.!?]{0,80}[.!]?",
    r"(?:make|become|be) (?:a|our) (?:monthly |one-time |recurring |sustaining |founding )?(?:donation|contribution"
    r"|gift"
    r"|donor|patron|sustainer|supporter|member|friend)(?: of [\w .'-]{1,40}| (?:now|today|here|to|and|for)\b"
    r"[^.!?]{0,80})?[.!]?",
)
_ALL = (_SUBSCRIBE, _LETTERS, _APP, _FOLLOW, _SHARE, _COMMENT, _GIVE)
# Somebody's words about somebody else: a sentence of the article.
_TOLD = re.compile(
    r"\b(?:said|says|saying|told|tells|asked|asks|warned|warns|added|adds|wrote|argued|announced|according|urged|urges"
    r"|ordered|promised|tweeted|he|she|his)\b",
    re.IGNORECASE,
)
_OUTLET = frozenset(words("he she his"))


@asks(*_ALL)
def is_invitation(line: str) -> bool:
    """Tell whether the line asks readers to do something for the outlet or on its page."""
    if line[:1] in "\"'":
        return False
    told = _TOLD.search(line)
    if told and (told[0].lower() not in _OUTLET or not line.lower().startswith(("follow", "you can"))):
        return False
    return any(pattern.fullmatch(line) for pattern in _ALL)
