"""The quick look at a line before the rules of corpus.clean.furniture: whether it begins as any of them could."""

from __future__ import annotations

import re

from corpus.clean.words import words

_OPENING = re.compile(r"[\"'“‘]?([^\W\d_]+)(?:[\W\d_]+([^\W\d_]+))?")
# First words of lines that are furniture, without their case.
_FIRST = frozenset(
    words(
        """
        about accept activate ad add ads advertisement advertising advertisment afp alamy all allow also amount
        anadolu ani ap archival archive archived article back be become bloomberg bookmark buy by c cancel
        categories choose click close comment confirm connect consider continue cookie cookies copied copy copyright
        cover credit credits custom daily decline disable discover do don donate donation donations download dpa e
        editor editors efe email enable end ends enlarge enter epa eur expand facebook featured file filed find flag
        flipboard follow footage footages free further gbp get getty give go graphic graphics handout have hear help
        hide home ians illustration illustrations illustrative image images instagram istock itar javascript join
        jump keep latest learn leave let like likes link linkedin listen load loading log login main make manage
        menu message messenger monthly more most name newsletter newsletters next notify one open other our paid
        photo photograph photographs photos pic pick pics picture pictures pin pinterest please pocket popular post
        powered previous print privacy promoted pti publish read receive recent recommended reddit register reject
        related remove renew reply report representation representational representative required return reuter
        reuters rss save screen screengrab screengrabs screenshot screenshots scroll search see select send share
        shares show shutterstock sign signup similar skip skype something source sponsored start stock story submit
        subscribe suggested support symbolic tags tap tass telegram tell terms text thank thanks toggle top topics
        trending tumblr turn tweet tweets twitter type undated unsplash unsubscribe up upi us usd viber video videos
        view visit vk watch website weekly what whatsapp write x xinhua you your youtube zoom δ
        """
    )
)
# First words of short lines only: of amounts of money, and of buttons in a row.
_FIRST_OF_SHORT = frozenset(words("and donated far goal line month of once or per raised so target total"))
_SHORT = 60
# Words that too many sentences begin with to be told by them alone, and what follows them in furniture.
_PICTURE = "archival archive archived cover featured file handout illustration illustrative representation"
_PICTURE += " representational representative stock symbolic undated"
_SECOND = {
    "a": frozenset(words(_PICTURE)),
    "an": frozenset(words(_PICTURE + " error")),
    "if": frozenset(words("you")),
    "in": frozenset(words("this")),
    "no": frozenset(words("comment comments part replies reply responses")),
    "the": frozenset(words(_PICTURE + " article entry newsletter newsletters post report story text")),
    "there": frozenset(words("are is")),
    "this": frozenset(words("article content material post report site story text website")),
    "to": frozenset(words("read")),
    "we": frozenset(words("and need use uses")),
}
# Words that may run into the next.
_GLUED = ("advertisement", "comment", "save")


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
    lower = line.lower()
    return "all rights" in lower or "cookies" in lower
