"""Lines in which a page speaks to its readers, told by how they are made instead of by their wording.

An appeal begins with a verb in the imperative, has something of the medium for its object (stories, a newsletter, the
comments), and says whose it is or where: "our", "us", "here", an address. News that is told in the same words has
somebody else in it, or a verb in the past. As in corpus.clean.furniture every test takes a whole line.
"""

from __future__ import annotations

import re

from corpus.clean.prefilter import asks
from corpus.clean.words import MOST_SENTENCES, sentences, whole_lines, words

_LONGEST = 45  # words of a sentence that is an appeal
_ADDRESS = re.compile(
    r"https?:\S+|www\.\S+|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{2,20}|@\w{2,30}"
    r"|\b[\w-]{2,40}\.(?:com|org|net|info|co\.uk|co|edu|gov|news|tv|me|io|fm|eu|de|fr|in|au|ca|uk|ly|st)\b(?:/\S*)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_VERBS = "|".join(
    words(
        """
        add access ask become bookmark browse buy call catch chat check choose claim click comment connect contact
        contribute discover discuss dive donate download drop email e-mail enjoy enter explore find follow get give go
        grab head hear help install join keep learn leave let like listen look make meet message never nominate
        order pick pledge play post preorder pre-order print read receive recommend reach register reply review save
        scan scroll see select send share shop sign stay stream submit subscribe suggest support swipe switch take
        tap tell text tune try turn tweet unlock upgrade use view visit vote watch write
        """
    )
)
_IMPERATIVE = whole_lines(
    r"(?:(?:please,?|and|or|also|now|just|remember to|be sure to|make sure to|don't forget to|feel free to|why not"
    r"|you can(?: also| always)?|you may(?: also)?|(?:do you )?want to|would you like to|click here to) )?"
    rf"(?:{_VERBS})\b.{{0,400}}",
)
# Things that only a medium has, and those that others have too.
_OF_MEDIA = frozenset(
    words(
        """
        newsletter newsletters inbox podcast podcasts subscription subscriptions subscriber subscribers app apps
        alert alerts notifications coverage edition editions e-edition epaper e-paper magazine livestream
        facebook twitter instagram youtube whatsapp telegram linkedin tiktok snapchat pinterest reddit flipboard
        bluesky mastodon threads homepage feed rss crossword puzzles bulletin briefing mailbag hashtag archive archives
        podcast's journalism newsroom delivered letterbox coupon promo
        """
    )
)
_OF_MANY = frozenset(
    words(
        """
        story stories article articles news headline headlines update updates video videos photo photos picture
        pictures gallery galleries slideshow interview interviews report reports analysis opinion opinions blog blogs
        post posts page pages link links site website tips comment comments thoughts view views feedback features
        column columns series episode episodes issue issues show shows content picks recipes reviews section letter
        letters clip footage recap highlights poll quiz survey calendar listings guide deals offers live
        """
    )
)
_OURS = frozenset(words("our us we ours me my here below above"))
_YOURS = frozenset(words("you your yours yourself free daily weekly monthly"))
_LATEST = re.compile(
    r"\b(?:latest|top|more|full|complete|all the|best|breaking|exclusive|live|today's|the day's|this week's|the week's"
    r"|tonight's|every (?:day|week|month|morning|evening|weekday|friday|sunday|monday))\b",
    re.IGNORECASE,
)
# Somebody else's words or deeds.
_TOLD = re.compile(
    r"\b(?:sa(?:id|ys|ying)|t(?:old|ells)|asked|asks|warn(?:ed|s)|add(?:ed|s)|wrote|writes|argued|announced|according"
    r"|urged|urges|ordered|promised|tweeted|explained|explains|was|were|had|did|would|could|he|she|his|her|him|they"
    r"|their|them|its|it's)\b",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"(?:please )?(?:click|tap) (?:on )?(?:here|(?:the|this) (?:link|button|banner|icon)|below)\b", re.IGNORECASE
)
_MORE_OF = re.compile(
    r"(?:explore|browse|read|see|view|watch|find|discover|check out|get|hear|enjoy) (?:more|all|the latest|the best|our"
    rf"|the full|full|other) (?:of )?(?:our |the )?(?:[\w'-]{{1,20}} ){{0,2}}(?:{'|'.join(sorted(_OF_MANY))})\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[^.!?]{0,40}[$€£¥₹] ?\d[\d.,]{0,8}[^.!?]{0,30}[.!]?")
_OFFERED = re.compile(r"\bfor (?:as little as |just |only )?(?:[$€£¥₹]|Rs\.? ?)\d")
_TERMS = re.compile(
    r"(?:quantities|prices|offers?|terms|deals|coupons|availability|supplies)\b.{0,160}\b(?:limited|subject to|apply"
    r"|expires?|vary|change)\b.{0,160}|use (?:the |our )?(?:promo |discount |coupon )?code \S{2,20}",
    re.IGNORECASE,
)

_MORE_AT = whole_lines(
    rf"(?:for )?(?:more|full|further|complete|the latest|latest|additional|other|all)\b[^.!?]{{2,90}}?"
    rf"(?:{_ADDRESS.pattern})(?:,? (?:and|or|&) (?:{_ADDRESS.pattern})){{0,3}}[.!]?",
)
_LABELS = frozenset(
    words(
        """
        email e-mail mail twitter facebook instagram tel phone mobile fax web website online download listen contact
        follow and or on at via by itunes apple spotify google podcasts podcast or x us site
        """
    )
)
_SPONSORED = whole_lines(
    r"[-•* ]{0,3}(?:this|today's|this week's|this month's|our|the) [^.!?]{0,50}\b(?:podcast|newsletter|episode|edition"
    r"|column|section|page|post|series|article|story|content|project|coverage|site)s? (?:is|was|are|were) (?:also )?"
    r"(?:sponsored|supported|presented|underwritten|brought to you|made possible|powered|funded|produced) (?:in part )?"
    r"by .{2,200}",
    r"how to (?:listen|subscribe) to [^.!?]{2,60}|(?:where|how) to (?:follow|reach|contact|support) us[^.!?]{0,40}",
    r"(?:[a-z0-9][\w.&'-]{0,20} ){1,5}newsletters?",
)
_SITES = words("twitter.com facebook.com instagram.com linkedin.com t.me")
_SIGNS_OF_ADDRESS = ("@", "http", *_SITES)
_PLAYED = frozenset(words("listen download itunes spotify podcast"))
_COLUMN = whole_lines(
    r"[a-z][\w .'&-]{2,60} (?:is|are) (?:written|produced|edited|hosted|compiled|curated|moderated) by\b[^!?]{2,250}"
    rf"\b(?:contact|e-?mail|follow|write to|reach|send|subscribe)\b[^!?]{{2,120}}(?:{_ADDRESS.pattern})[^!?]{{0,120}}",
)
_TAGGED = re.compile(
    # Open to all words in capitals in square brackets, but those of transcripts.
    r"[A-Z0-9'\"][^.!?\[\]]{20,160}[!?]?'? ?\[(?!APPLAU|LAUGH|CROSS|SIC\b|MUSIC|CHEER|INAUD|TEXT|END"
    r"|PAUSE|BOO|UNINT|NOISE|REDACT)[A-Z][A-Z ]{2,15}\] ?\|?"
    r"|[A-Z0-9'\"][^.!?]{10,160}[!?]?'? ?[\[(](?:VIDEOS?|PHOTOS?|PICTURES?|PICS|IMAGES|GALLERY|WATCH|LISTEN|PODCAST"
    r"|AUDIO|INTERVIEW|ANALYSIS|OPINION|COMMENT|INSIGHT|REACTION|EXPLAINED|EXCLUSIVE|REPORT|LIVE|UPDATED?|GRAPHIC|MAP|POLL"
    r"|QUIZ|LATEST|REVEALED|DETAILS)[\])] ?\|?"
)
_SHORTCODE = whole_lines(
    r"\[(?!caption)[a-z][a-z_-]{2,20}(?: [\w-]{1,20}=[^\]]{1,200}|/)\](?:.{0,200}\[/[a-z_-]{3,20}\])?",
    r"\[/[a-z][a-z_-]{2,20}\]",
)


@asks(_IMPERATIVE)
def is_appeal(line: str) -> bool:
    """Tell whether the line asks readers to do something with what the outlet makes."""
    first, *others = sentences(line)
    if not _is_appeal(first):
        return False
    return len(others) < MOST_SENTENCES and all(_is_appeal(one) or _is_addition(one) for one in others)


def _is_addition(sentence: str) -> bool:
    """Tell whether a sentence behind an appeal goes on with it: a price, terms, or more that speaks to the reader."""
    if _PRICE.fullmatch(sentence) or _TERMS.fullmatch(sentence):
        return True
    spoken = {word.lower() for word in _WORD.findall(sentence)}
    return not _YOURS.isdisjoint(spoken) and sentence[0] != '"' and not _TOLD.search(sentence)


def _is_appeal(sentence: str) -> bool:
    """Tell whether a sentence is an appeal by its verb, its object, and whom it speaks to or where."""
    if _IMPERATIVE.fullmatch(sentence) is None:
        return False
    plain = _ADDRESS.sub(" ", sentence.replace("you're", "you").replace("we're", "we"))
    spoken = [word.lower() for word in _WORD.findall(plain)]
    if len(spoken) > _LONGEST or _TOLD.search(plain):
        return False
    if _HERE.match(sentence) or _MORE_OF.match(plain) or (spoken[:1] == ["subscribe"] and _OFFERED.search(plain)):
        return True
    has_address = plain != sentence
    theirs = not _OF_MEDIA.isdisjoint(spoken)
    usual = not _OF_MANY.isdisjoint(spoken)
    ours = not _OURS.isdisjoint(spoken)
    if theirs:
        reader = ours or has_address or not _YOURS.isdisjoint(spoken)
        return reader or (_LATEST.search(plain) or _OFFERED.search(plain)) is not None
    return usual and (ours or (has_address and _LATEST.search(plain) is not None) or _is_offer(spoken, plain))


def _is_offer(spoken: list[str], sentence: str) -> bool:
    """Tell whether a sentence offers the latest stories, or more of them, to "you"."""
    return not _YOURS.isdisjoint(spoken) and _LATEST.search(sentence) is not None


@asks(_MORE_AT, _SPONSORED, _COLUMN)
def is_pointer(line: str) -> bool:
    """Tell whether the line says where more of the outlet is, who pays for it, or who writes it and where they are."""
    if _COLUMN.fullmatch(line):
        return True
    return (_MORE_AT.fullmatch(line) or _SPONSORED.fullmatch(line)) is not None and not _TOLD.search(line)


@asks(holds=_SIGNS_OF_ADDRESS)
def is_contact(line: str) -> bool:
    """Tell whether the line holds nothing but addresses and what kinds of addresses they are."""
    rest = _ADDRESS.sub(" ", line)
    labels = _WORD.findall(rest.lower())
    if rest == line or any(map(str.isdigit, rest)) or not _LABELS.issuperset(labels):
        return False
    lower = line.lower()
    of_somebody = "@" in lower or any(site in lower for site in _SITES)
    return of_somebody or ("http" in lower and not _PLAYED.isdisjoint(labels))


@asks(_SHORTCODE)
def is_shortcode(line: str) -> bool:
    """Tell whether the line is a command to the program that makes the page, as "[button link=…]"."""
    return _SHORTCODE.fullmatch(line) is not None


@asks(_TAGGED)
def is_tagged_headline(line: str) -> bool:
    """Tell whether the line is a headline with the kind of what it leads to behind it, as "[VIDEO]"."""
    return _TAGGED.fullmatch(line) is not None
