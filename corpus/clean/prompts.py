"""What an outlet says of itself beside its articles, line by line: calls for tips, notes, players, forms run together.

As in corpus.clean.furniture every test takes a whole line, and the repeats of the expressions are bounded.
"""

from __future__ import annotations

import re
from functools import partial

from corpus.clean.prefilter import asks
from corpus.clean.words import whole_lines, words

_lines = partial(whole_lines, flags=re.IGNORECASE | re.DOTALL)

# Somebody's words, and so a sentence of the article; an outlet itself asks, and has things to add.
_REPORTED = re.compile(r"\b(?:said|says|told|tells|asked|warned|urged|wrote|announced|according to)\b", re.IGNORECASE)
_REACH = r"(?:e-?mail|contact|call|text|phone|write to|message|whatsapp|reach|tell|get in touch|let us know|send|click)"
_TIPS = _lines(
    r"(?:we pay for (?:your )?[^!.?]{3,80}[!.?] )?do you have (?:an?|any|more) [^?]{2,100}\?.{0,80}\b"
    rf"{_REACH}\b.{{0,260}}",
    r"(?:have you )?(?:got|have) (?:an?|any) (?:(?:news|confidential|hot) ){0,2}(?:tips?|story|scoop|question"
    rf"|comment|correction)s?\b[^?]{{0,80}}\? .{{0,40}}\b{_REACH}\b.{{0,200}}",
    r"(?:e-?mail|contact|write to|reach|call|text|message|whatsapp) (?:us|me|our (?:newsroom|news ?desk|reporters?)"
    r"|the (?:author|reporter|writer|newsroom|news ?desk|editor)s?)\b[^.!?]{0,60}(?: at| on| via| by|:) .{1,160}",
    r"(?:to )?contact (?:the )?(?:reporter|editor|author|writer|journalist)s?\b"
    r"(?: (?:on|of|responsible for) [^:]{1,40})? ?:.{0,200}",
    r"contact [a-z][\w .'-]{2,60} at \S{1,60}@\S{1,60}",
    r"send (?:us )?your (?:stories|story|pictures|photos|videos|news|tips|comments|feedback|letters) .{1,160}",
    r"we pay for (?:your )?(?:stories|videos|pictures|photos)\b.{0,200}",
    r"have something to (?:add|say)(?: to this (?:story|article))?\?.{0,80}",
    r"(?:e-?mail|contact|reach|follow) (?:him|her|them|me|[a-z][\w.'-]{1,20}(?: [a-z][\w.'-]{1,20}){0,2})"
    r" (?:at|via|on) (?:\S{0,60}[@.]\S{1,60}|twitter|facebook|instagram)\b.{0,100}",
    r"[a-z][\w .'-]{2,60} can be (?:reached|contacted) (?:at|on|via|by) .{1,120}",
    r"(?:(?:twitter|instagram|facebook|e-?mail) ?: ?)?(?:@\w{2,30}|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{2,20})",
    r"if you(?: have|'ve| are| were|'d| would| know| see|'re| witnessed)? [^.!?]{0,140}\b(?:e-?mail|contact"
    r"|get in touch|send|call|fill in|click)\b.{0,80}(?:\S@\S|\bus\b|\bour\b|\bform below\b|\bhere\b).{0,160}",
    r"(?:report|spotted|see|notice) (?:a |an |any )?(?:typo|error|mistake|correction)s?\?? ?(?:in this (?:article"
    r"|story|page))?\b.{0,120}",
)
_TALK = _lines(
    r"(?:chat|connect|talk|keep up) with us (?:in|on|via|at) .{1,160}",
    r"want (?:to|more)\b[^.!?]{1,120}\? ?(?:sign up|subscribe|click|join|follow|download|check out)\b.{0,200}",
    r"sign up for [^.!?]{1,40} (?:e-?mail|text|news|breaking news) alerts\b.{0,250}",
    r"join the (?:conversation|discussion|debate)\b.{0,100}",
    r"was this (?:article|page|story) (?:helpful|useful|interesting)\?.{0,40}|rate this (?:article|story|post).{0,40}",
    r"already (?:an? |have an? )?(?:subscriber|member|account|registered)(?:[?,:;.]| or\b|$).{0,120}",
    r"you(?: have|'ve)\b[^.!?]{0,40}\bfree articles?\b.{0,120}",
    r"to (?:continue|keep) reading,? .{1,150}",
    r"this (?:content|article|story) is (?:only |exclusively )?(?:for|available to) (?:our )?(?:subscribers|members"
    r"|registered users)\b.{0,120}",
    r"(?:get|download|try) (?:the|our) [^.!?]{1,40}\bapp\b.{0,100}|available (?:on|in) (?:the )?(?:app store"
    r"|google play).{0,60}",
    r"(?:enjoying|enjoyed|like|love|liking) (?:what you(?:'re| are)? ?(?:read|reading|see|seeing)"
    r"|this (?:article|story|post))\? .{1,200}",
)
_LINK = _lines(
    r"(?:now watch|watch now|watch live|in pictures|in photos|photos|pictures|gallery|slideshow|podcast|infographic"
    r"|interactive|quiz|poll) ?[:|] [^.!?]{1,150}\??",
)
_PLAYER = _lines(
    r"media playback is (?:un|not )supported on (?:your|this) device\.?(?: [^.!?]{1,150})?",
    r"(?:to play this video|this video) (?:you need to enable|requires) javascript.{0,80}",
    r"(?:sorry, )?(?:this|the) (?:video|content|media)(?: file)? (?:can ?not|can't|could not|is not|isn't) (?:be )?"
    r"(?:played|loaded|available|supported)\b.{0,120}",
    r"(?:play|watch|replay|pause|close|stop|start|embed|share) (?:the |this )?(?:video|audio|clip|slideshow)",
    r"video player is loading\.?|playback rate|now playing:?|(?:toggle|hide) caption|loading (?:the )?player\.{0,3}",
    r"scroll (?:(?:down|below|up|right|across) )?(?:for|to (?:see|watch|view|read))\b[^.!?]{1,60}",
)
_TRANSCRIPT = _lines(
    r"(?:[\w' ]{1,40} )?transcripts? (?:are|is|was|were) (?:created|provided|produced|generated|made|edited"
    r"|(?:automatically|machine)[ -]\w{1,20})\b.{0,500}",
    r"this (?:is a )?(?:rush )?transcript\b.{0,60}\b(?:not be in its final form|automatically|lightly edited"
    r"|machine[ -]generated|for length and clarity)\b.{0,200}",
)
_NOTE = _lines(
    r"(?:the )?(?:views|opinions)(?: and (?:views|opinions))? expressed (?:in|by|here|on)\b.{0,300}\b(?:authors?|own"
    r"|necessarily|solely)\b.{0,200}",
    r"(?:originally|first|previously) (?:published|posted|appeared|printed) (?:on|in|at|by)"
    r" (?-i:(?:[Tt]he )?[A-Z][^,!?]{1,60})",
    r"our standards ?:.{1,80}",
    r"disclaimer ?: .{1,560}",
    r"[(\[]?(?:except for the headline, )?this (?:story|article|report|copy) has not been edited by .{1,250}",
    r"(?:a (?:longer |shorter |slightly different )?|this )?versions? of this (?:article|story|review|column|piece"
    r"|post|essay) (?:appears?|appeared|ran|(?:was|were|is) (?:first |originally |also )?published)\b.{1,300}",
    r"this (?:article|story|post|piece|report|column) (?:was |is |has been )?(?:first |originally |also |previously )"
    r"(?:been )?(?:appeared|published|posted|ran) (?:on|in|at)\b.{1,250}",
    r"this (?:article|story|post|piece|report) (?:was|is|has been) (?:republished|syndicated|reprinted) from\b.{1,250}",
    r"(?:tags|topics|categories|keywords|filed under|posted in|tagged(?: with| in)?|more about|see more on) ?: ?"
    r"[^.!?]{1,200}",
    r"more (?:stories |news |articles |headlines |videos )?from [^.!?]{1,50}",
    r".{0,300}\bhas no position in any of the stocks mentioned\b.{0,300}|.{0,300}\bhas a disclosure policy\.?",
    r"(?:for|see) more (?:[\w .&'-]{1,40} )?(?:coverage|news|stories|headlines)\b.{0,20}(?::|,? (?:visit|go to|click"
    r"|see|check out|follow|read)\b).{1,160}",
)
_RIGHTS = _lines(r"(?:copyright )?(?:©|\(c\)|&copy;) ?(?:19|20)\d\d\b.{0,150}\ball rights reserved\b.{0,250}")
# What forms say, when all of one has run together into a line.
_FORM_PHRASES = (
    "already have an account",
    "e-mail address is invalid",
    "email address is invalid",
    "enter an email address",
    "enter your email address",
    "fill out this field",
    "you must select a newsletter",
    "you're not a robot",
    "you are not a robot",
    "invalid email address",
    "invalid e-mail address",
    "please re-enter",
    "an error has occurred",
    "thank you for subscribing",
    "you agree to receive",
    "newsletter sign up",
    "sign up for our newsletter",
    "continue reading the main story",
    "privacy policy",
    "terms of service",
    "manage email preferences",
    "view all newsletters",
    "see sample",
    "not you?",
)
_FORM_PHRASES_ENOUGH = 3
# One of these is in all of the phrases but two, and so in whatever holds three of them.
_FORM_SIGNS = (
    "mail address",
    "have an account",
    "newsletter",
    "a robot",
    "fill out this",
    "please re",
    "error has occurred",
    "for subscribing",
    "agree to receive",
    "the main story",
    "privacy policy",
    "terms of service",
    "email preferences",
)
_CREDIT = re.compile(
    r"[(\[]?(?:[A-Z][\w.'-]{1,20} ?){1,4}/ ?[\w.'& ]{2,40}(?: ?/ ?[\w.'& ]{2,40})?(?: via [\w.'&/ ]{2,40})?[)\]]?"
)
_COURTESY = re.compile(
    r"[(\[]?(?i:(?:photos?|pictures?|images?)? ?courtesy(?: of)?) (?:the )?[A-Z0-9][^.!?:]{1,80}[)\]]?"
)
_NETWORKS = frozenset(words("twitter facebook instagram youtube tiktok telegram x weibo snapchat"))
_CREDITED = frozenset(
    words(
        "the getty images image reuters ap afp epa upi pa bloomberg news press times post photo photos pictures agency"
        " staff shutterstock media tv radio xinhua anadolu alamy istock corbis wireimage filmmagic magazine network"
        " cnet cnn bbc nbc abc cbs npr fox pbs tribune herald journal globe chronicle observer guardian telegraph"
        " independent gazette sun star daily verge today dispatch tass dpa efe ansa kyodo yonhap nurphoto zuma sipa rex"
    )
)


@asks(_TIPS)
def is_call_for_tips(line: str) -> bool:
    """Tell whether the line asks readers for stories or says how to reach the newsroom."""
    return _TIPS.fullmatch(line) is not None and not _REPORTED.search(line)


@asks(_TALK)
def is_talk(line: str) -> bool:
    """Tell whether the line asks readers to come again by another way."""
    return _TALK.fullmatch(line) is not None and not _REPORTED.search(line)


@asks(_LINK)
def is_link(line: str) -> bool:
    """Tell whether the line leads to pictures, a player or a game beside the article."""
    return _LINK.fullmatch(line) is not None


@asks(_PLAYER)
def is_player(line: str) -> bool:
    """Tell whether the line belongs to a player of videos, or says where one is."""
    return _PLAYER.fullmatch(line) is not None


@asks(_TRANSCRIPT)
def is_transcript_note(line: str) -> bool:
    """Tell whether the line says how the outlet makes its transcripts."""
    return _TRANSCRIPT.fullmatch(line) is not None


@asks(_NOTE)
def is_note(line: str) -> bool:
    """Tell whether the line is the outlet's note: where an article appeared, whose views it holds, and the like."""
    return _NOTE.fullmatch(line) is not None


@asks(_RIGHTS)
def is_rights_notice(line: str) -> bool:
    """Tell whether the line is a copyright notice beyond doubt, with sign, year and reservation."""
    return _RIGHTS.fullmatch(line) is not None


@asks(holds=_FORM_SIGNS)
def is_form(line: str) -> bool:
    """Tell whether the line is a whole form run together: no sentence says three of these things."""
    lower = line.lower()
    return sum(phrase in lower for phrase in _FORM_PHRASES) >= _FORM_PHRASES_ENOUGH


@asks(_CREDIT, _COURTESY)
def is_credit(line: str) -> bool:
    """Tell whether the line only says whom a picture is from: photographer, stroke and agency, or by whose courtesy."""
    if _COURTESY.fullmatch(line):
        return True
    if _CREDIT.fullmatch(line) is None:
        return False
    first, *others = line.lower().strip("()[]").split("/")
    if first in _NETWORKS and " via " in others[-1]:
        return True
    return 1 < len(first.split()) <= 4 and any(not _CREDITED.isdisjoint(other.split()) for other in others)
