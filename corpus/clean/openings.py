"""The quick look at a line before the rules of corpus.clean.furniture: whether it begins as any of them could."""

from __future__ import annotations

import re

from corpus.clean.words import words

_OPENING = re.compile(r"[\"'“‘]?([^\W\d_]+)(?:[\W\d_]+([^\W\d_]+))?")
# First words of lines that are furniture, without their case.
_FIRST = frozenset(
    words(
        """
        about accept activate ad add ads advertisement advertising advertisment afp alamy all allow already also
        amount anadolu ani ap archival archive archived article available back be become bloomberg bookmark buy by c
        call cancel categories chat choose click close comment confirm connect consider contact continue cookie
        cookies copied copy copyright cover credit credits custom daily decline disable disclaimer discover do don
        donate donation donations download dpa e editor editors efe email embed enable end ends enjoyed enjoying
        enlarge enter epa eur except expand facebook featured file filed find flag flipboard follow footage footages
        free further gallery gbp get getty give go got graphic graphics handout have hear help hide home ians
        illustration illustrations illustrative image images infographic instagram interactive istock itar javascript
        join jump keep keywords latest learn leave let like likes liking link linkedin listen load loading log login
        longer love main make manage media menu message messenger monthly more most name newsletter newsletters next
        notice notify now one open opinions other our paid pause phone photo photograph photographs photos pic pick
        pics picture pictures pin pinterest play playback please pocket podcast poll popular post posted powered
        previous print privacy promoted pti publish quiz rate reach read receive recent recommended reddit register
        reject related remove renew replay reply report representation representational representative required return
        reuter reuters rss save screen screengrab screengrabs screenshot screenshots scroll search see select send
        share shares shorter show shutterstock sign signup similar skip skype slideshow slightly something sorry
        source sponsored spotted start stock stop story submit subscribe suggested support symbolic tagged tags talk
        tap tass telegram tell terms text thank thanks toggle top topics transcript transcripts trending try tumblr
        turn tweet tweets twitter type undated unsplash unsubscribe up upi us usd version versions viber video videos
        view views visit vk want watch website weekly what whatsapp write x xinhua you your youtube zoom δ
        """
    )
)
# First words of short lines only: of amounts of money, and of buttons in a row.
_FIRST_OF_SHORT = frozenset(words("and donated far goal line month of once or per raised so target total"))
_SHORT = 60
_CREDIT = 90  # characters that a photo credit may have
# Words that too many sentences begin with to be told by them alone, and what follows them in furniture.
_PICTURE = "archival archive archived cover featured file handout illustration illustrative representation"
_PICTURE += " representational representative stock symbolic undated"
_SECOND = {
    "a": frozenset(words(_PICTURE + " longer shorter slightly version versions")),
    "an": frozenset(words(_PICTURE + " error")),
    "complete": frozenset(words("coverage")),
    "for": frozenset(words("more")),
    "full": frozenset(words("coverage")),
    "if": frozenset(words("you")),
    "in": frozenset(words("photos pictures this")),
    "just": frozenset(words("watched")),
    "live": frozenset(words("coverage")),
    "no": frozenset(words("comment comments part replies reply responses")),
    "the": frozenset(
        words(
            _PICTURE + " article content entry media newsletter newsletters opinions post report story text video views"
        )
    ),
    "there": frozenset(words("are is")),
    "this": frozenset(
        words("article column content copy material media piece post report rush site story text transcript")
        + words("version versions video website")
    ),
    "today": frozenset(words("s")),
    "to": frozenset(words("contact continue keep play read")),
    "was": frozenset(words("this")),
    "we": frozenset(words("and need pay use uses")),
}
# Words that may run into the next.
_GLUED = ("advertisement", "comment", "save")
_INSIDE: tuple[str, ...] = (
    "read more",
    ": see ",
    "all rights",
    "cookies",
    "transcript",
    "newsletter",
    "@",
    "can be reached",
)
_INSIDE += ("can be contacted", "disclosure policy", "stocks mentioned")


def may_be_furniture(line: str) -> bool:
    """Tell whether any rule could match the line; for most sentences of an article it is plain that none can."""
    opening = _OPENING.match(line)
    if opening is None:
        return True
    first, second = opening[1].lower(), opening[2]
    if first in _FIRST or first.startswith(_GLUED):
        return True
    if len(line) <= _SHORT and (first in _FIRST_OF_SHORT or "$" in line):
        return True
    if first in _SECOND and second and second.lower() in _SECOND[first]:
        return True
    if len(line) <= _CREDIT and "/" in line:
        return True
    lower = line.lower()
    return any(word in lower for word in _INSIDE)
