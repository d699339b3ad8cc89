"""The quick look at a line before the rules of corpus.clean.furniture: whether it begins as any of them could."""

from __future__ import annotations

import re

from corpus.clean.words import words

_OPENING = re.compile(r"[\"'“‘]?([^\W\d_]+)(?:[\W\d_]+([^\W\d_]+))?")
# First words of lines that are furniture, without their case.
_FIRST = frozenset(
    words(
        """
        agencies ansa brought kyodo signout yonhap
        about accept activate ad add additional ads advert advertise advertisement advertising advertisment afp
        aired alamy all allow already also amount anadolu ani ap archival archive archived article audio
        autoplay available back be become believe biggest bloomberg bookmark breaking browse buy by c call
        cancel care careers catch categories chapters chat check chip choose cite click close closed collapse
        come comment commenting commercial conditions confirm connect consider contact content contents continue
        contribute cookie cookies copied copy copying copyright cover create created credit credits currency
        custom daily date decline developing dig disable disclaimer discover dive do don donate donation
        donations download dpa duration e editor editors efe elsewhere email embed enable encountered end ends
        enjoy enjoyed enjoying enlarge enter epa essential est estimated eur except exclusive existing expand
        explained explore facebook faq featured fees figures file filed find flag flipboard follow footage
        footages forgot forward free further gain gallery gbp get getty gift give go got graphic graphics
        handout have hear help hide home homepage ians icp icymi illustration illustrations illustrative image
        images info infographic information instagram install interactive interested investor investors istock itar
        javascript join jump keep keywords latest learn leave length let licence license licensing like likes
        liking link linkedin listen load loading log login logo logout longer love main make manage market
        materials media member members menu message messenger modified monthly more most multimedia must mute
        name navigation never newsletter newsletters next notice notify now one oops open opinions opt order
        original other our page paid partner pass pause permission permissions permit phone photo photograph
        photographs photos pic pick pics picture pictures pin pinterest play playback playlist please pledge
        pocket podcast poll popular post posted powered pr premium presented press prev previous previously
        primary print printed privacy product products promoted provide pti publication publish published
        purchase quality quick quiz quote quotes rate rates re reach read reader reading reads receive recent
        recommend recommended reddit refresh reg register registered registration reject related release remove
        renew replay reply report reposted representation representational representative reprint reprinted
        reprints reproduction republication republish republished request required restrictions resume return
        reuse reused reuter reuters reviewed revised rewind rss save scan screen screengrab screengrabs
        screenshot screenshots scroll search see select send settings share shares sharing shorter show
        shutterstock sign signin signup similar site sitemap skip skype slideshow slightly something sorry sort
        sorted sound source special sponsored spotted start stay stock stop story stream submit subscribe
        subscriber subscribers subtitles suggested support sustain switch symbolic syndication tagged tags talk
        tap tass tel telegram tell terms text texts thank thanks toggle top topics transcript transcripts
        translate trending try tumblr tune turn tweet tweets twitter type unauthorised unauthorized undated
        unlimited unlock unmute unsplash unsubscribe up update updated upgrade upi us usd use used user value
        version versions viber video videos view views visit vk volume want watch website weekly weigh welcome
        what whatsapp word worth write x xinhua you your youtube zoom δ
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
    "a": frozenset(
        words(_PICTURE + " confirmation day hour longer minute month shorter slightly version versions week welcome")
    ),
    "also": frozenset(words("follow in on available from")),
    "an": frozenset(words(_PICTURE + " earlier error hour")),
    "any": frozenset(words("amount contribution donation gift reproduction")),
    "around": frozenset(words("the")),
    "best": frozenset(words("of deals stories news")),
    "can": frozenset(words("you")),
    "complete": frozenset(words("coverage")),
    "each": frozenset(words("contribution donation gift")),
    "every": frozenset(words("contribution donation gift pound dollar penny cent")),
    "first": frozenset(words("published updated posted aired")),
    "for": frozenset(
        words("additional all breaking full further latest licensing live more permissions permission re")
        + words("reprint reprints reuse syndication the top up")
    ),
    "from": frozenset(words("our the around")),
    "full": frozenset(words("coverage report story")),
    "if": frozenset(words("you")),
    "in": frozenset(words("case order photos pics pictures this video")),
    "just": frozenset(words("watched")),
    "last": frozenset(words("edited modified revised update updated published")),
    "live": frozenset(words("blog coverage text update updates")),
    "new": frozenset(words("here")),
    "no": frozenset(words("comment comments part replies reply responses")),
    "not": frozenset(words("a an registered subscribed yet you")),
    "only": frozenset(words("the")),
    "data": frozenset(words("delayed displayed is powered provided")),
    "material": frozenset(words("from in of on")),
    "price": frozenset(words("in is")),
    "prices": frozenset(words("are delayed displayed in powered")),
    "the": frozenset(
        words(
            _PICTURE
            + " article best biggest breaking content developing entry information latest material media newsletter"
            " newsletters next opinions post report story text top video views"
        )
    ),
    "there": frozenset(words("are is")),
    "this": frozenset(
        words(
            "ad advertisement article column content copy episode form interview material media newsletter page piece"
        )
        + words("podcast post premium report rush site story text transcript version versions video website work")
    ),
    "today": frozenset(words("s")),
    "to": frozenset(words("access contact continue finish keep play read see unlock view")),
    "was": frozenset(words("this")),
    "we": frozenset(
        words("and apologise apologize are depend encountered ll love may might need noticed pay re recommend rely")
        + words("use uses want welcome will")
    ),
    "when": frozenset(words("you")),
    "why": frozenset(words("am you")),
    "will": frozenset(words("you")),
    "with": frozenset(words("additional input inputs")),
    "would": frozenset(words("you")),
}
# Words that may run into the next.
_GLUED = ("advertisement", "comment", "save")
_INSIDE: tuple[str, ...] = (
    "read more", ": see ", "all rights", "cookies", "transcript", "newsletter", "@", "can be reached",
    "can be contacted", "disclosure policy", "stocks mentioned", "commission", "affiliate", "like you", "premium ",
    "developing story", "breaking news", "check back", "subscriber", "show all ", "courtesy", "not responsible for",
    "hide caption", " | ", "http", "www.", "inbox", " min read", "read the full", "updated:", "published:",
    "on twitter", "on facebook", " › ", " » ", " > ",
)  # fmt: skip


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
    if len(line) <= _CREDIT and ("/" in line or "(" in line):
        return True
    lower = line.lower()
    return any(word in lower for word in _INSIDE)
