"""Seats of government that act: "Islamabad said", "appointed by Moscow", "talks between Kabul and Islamabad"."""

from __future__ import annotations

import re


def _any(*lines: str) -> str:
    """Return an expression for any of the words, with or without a capital."""
    return f"(?i:{'|'.join(' '.join(lines).split())})".replace("~", " ")


_BETWEEN = _any(
    "has~ have~ had~ also~ again~ repeatedly~ now~ still~ later~ earlier~ officially~ publicly~ immediately~",
    r"yesterday~ on~\w+day~ will~ would~ is~ was~ says~it~ said~it~",
)
_VERBS = _any(
    "said says saying accus(?:es?|ed|ing) agree[sd]? annex(?:es|ed) announc(?:es?|ed) approv(?:es|ed)",
    "argu(?:es?|ed) back(?:s|ed) bann?(?:s|ed) believ(?:es?|ed) blam(?:es?|ed) claim(?:s|ed)? committed~to",
    "concerned condemn(?:s|ed)? confirm(?:s|ed) considers? considered critici[sz](?:es|ed) decid(?:es|ed)",
    "demand(?:s|ed|ing)? den(?:y|ies|ied|ying) deploy(?:s|ed) describ(?:es|ed) dismiss(?:es|ed) expel(?:s|led)",
    "express(?:es|ed) hits~back hopes? impos(?:es?|ed) insist(?:s|ed)? invad(?:es|ed) launch(?:es|ed) mulls",
    "negotiating offer(?:s|ed) orders ordered pledg(?:es?|ed) preparing~to propos(?:es|ed) ready~to",
    "recall(?:s|ed) recogni[sz](?:es?|ed) refus(?:es?|ed|ing) reject(?:s|ed|ing)? respond(?:s|ed)",
    "retaliat(?:es?|ed) rul(?:es|ed)~out seeking~to seeks sends signs sought summon(?:s|ed) suspend(?:s|ed)",
    "threaten(?:s|ed|ing)? trying~to urg(?:es?|ed|ing) vow(?:s|ed)? wanted wants? warn(?:s|ed|ing)? weighs",
    "willing~to",
)
_DONE = _any(
    "accused administered agreed announced annexed appointed approved armed arranged attacked backed banned",
    "blamed blocked bombed brokered captured claimed condemned controlled criticised criticized demanded denied",
    "described designated dictated endorsed expelled financed funded governed imposed installed invaded invited",
    "issued launched led named nominated occupied offered opposed orchestrated ordered organised organized paid",
    "pledged promised proposed ratified recognised recognized rejected ruled sanctioned seized sent shelled",
    "signed sponsored supplied supported tolerated trained vetoed viewed",
)
_DEALINGS = _any(
    "accord agreement alliance ceasefire confrontation contacts cooperation deals? deficit dialogue differences",
    "disputes? friction hostilities hostility meeting mistrust negotiations pact partnership rapprochement",
    "relations relationship rift rivalry row standoff summit surplus talks tensions? trade treaty truce trust",
    "ties understanding war",
)
_FROM = _any(
    "approval assurances backing claims? concessions criticism demands? denials? guarantees instructions",
    "objections opposition orders permission pressure protests? reaction rebukes? requests? responses?",
    "retaliation support threats? warnings?",
)
_EFFORTS = _any("attempts? bids? claims? decisions? efforts? moves? offensives? plans? pledges? steps threats?")
_OWN = _any(
    "accusations? aggression aims? allegations? allies ally ambassadors? ambitions annexation arsenal backing",
    "blockade campaign claims? commitments? concerns? crackdown decisions? demands? denials? diplomacy diplomats?",
    "envoys? foreign~policy goals? handling influence intentions interests intervention invasion involvement",
    "leaders leadership motives moves? objections? occupation offers? offensive policies policy position",
    "proposals? readiness recognition refusal rejection reluctance requests? responses? rulers sanctions",
    "sovereignty stance strategy support threats? troops view war warnings? willingness",
)
_BLAMING = _any("accus(?:ed|es|ing) blam(?:ed|es|ing) pressur(?:ed|es|ing) urg(?:ed|es|ing) call(?:ed|s|ing)~on")
_LATELY = r"(?: \w+){0,2}"
_CAPITAL = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}"

_PLAIN_VERBS = _any(
    "abandon accept accuse agree apologi[sz]e approve ban blame cancel condemn deny drop end expel halt impose invade",
    "join keep negotiate offer oppose pay postpone recogni[sz]e reconsider reject resist respond resume retaliate",
    "return reverse sign stop support suspend take~action threaten want warn withdraw",
)
# "Moscow should withdraw", "Seoul and Washington postpone", "Paris, Rome and other capitals"
_SHOULD = re.compile(
    rf" (?:(?:should|must|could|might|may)(?:n['’]t| not)?(?: \w+ly| instead| first)?|and {_CAPITAL}) {_PLAIN_VERBS}\b"
)
_BOTH = re.compile(rf"\b{_CAPITAL} and $")
_PLAIN = re.compile(rf" {_PLAIN_VERBS}\b")
_OTHERS = re.compile(
    rf"(?:,? (?:and|or) {_CAPITAL}|, {_CAPITAL})*,? (?:and|or) (?:(?:some|many|several|most) )?other "
    r"(?:\w+ )?(?:countries|capitals|governments|powers|states|nations|allies)\b"
)
_SAYING = re.compile(rf",? {_BETWEEN}{{0,3}}{_VERBS}\b")
_NOT_SUBJECT = re.compile(
    r"(?:\b(?:in|from|at|near|to|around|outside|of|for|between|over|into|through|towards?|via|on|with|against|by)"
    r"|(?<![,;] )\band) (?:the )?(?:\w+ern |central |downtown |capital )?$"
)
_BEFORE = re.compile(
    rf"\b(?:{_DONE}|{_EFFORTS})\sby (?:both )?$|\b{_DEALINGS}{_LATELY} (?:with|between) $|\b{_FROM} (?:from|of) $"
    rf"|\b(?i:support|backing|arms|weapons|military aid) (?:for|to) $|\b{_BLAMING} $"
    r"|\b(?i:pressure|sanctions|demands|embargo) (?:on|against) $"
)
_SECOND = re.compile(rf"\b(?:{_DEALINGS}{_LATELY} (?:between|with)|{_DONE} by)(?: both)? {_CAPITAL} and $")
_OWNED = re.compile(rf"['’]s? (?:[\w-]+ ){{0,2}}{_OWN}\b")
_COMPOUND = re.compile(
    r"-(?:aligned|allied|appointed|approved|armed|backed|brokered|controlled|financed|friendly|funded|imposed|installed|led"
    r"|ordered|organi[sz]ed|run|sponsored|supplied|supported|trained)\b"
)


def says(text: str, end: int) -> bool:
    """Tell whether what stands before `end` says or does something."""
    return _SAYING.match(text, end) is not None


def acts(text: str, start: int, end: int) -> bool:
    """Tell whether the capital in a stretch of text stands for the government that sits there."""
    before = text[max(0, start - 60) : start]
    if _SAYING.match(text, end):
        return _NOT_SUBJECT.search(before[-40:]) is None or _BEFORE.search(before) is not None
    if _OWNED.match(text, end) or _COMPOUND.match(text, end) or _OTHERS.match(text, end):
        return True
    if _SHOULD.match(text, end) or (_PLAIN.match(text, end) and _BOTH.search(before)):
        return _NOT_SUBJECT.search(before[-40:]) is None or before.endswith(" and ")
    return _BEFORE.search(before) is not None or _SECOND.search(before) is not None
