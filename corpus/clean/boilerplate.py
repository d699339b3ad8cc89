"""Takes the furniture of web pages out of a text: whole lines only, each by a named rule, none lost.

A rule must be sure: a sentence of the article that merely speaks of support, subscribing or a photo stays. So a rule
matches the whole line or nothing, and the looser ones hold only at the edges: before the article's first sentence or
after its last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from corpus.clean import appeals, asides, closing, furniture, invitations, leads, links, notices, prompts
from corpus.clean.article import RemovedLine
from corpus.clean.openings import QuickLook
from corpus.clean.prefilter import look_of_test
from corpus.clean.words import MOST_SENTENCES, sentences
from corpus.names import fold_name

Place = Literal["anywhere", "edges", "end"]

# What is at least this long or ends like a sentence is taken for the article itself when the edges are sought.
_BODY_CHARACTERS = 100
_MAX_LOOSE_ENDS = 5
_LEAST_TOLD = 8  # words of a caption that says what happened
_LEAST_TITLE = 5  # words of a title that no line of the article says by chance
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
_SENTENCE_ENDS = (".", "!", "?", '."', '!"', '?"', ".'", ".)", ".”", "!”", "?”", ".’")
_LONGEST_OF_SEVERAL = 600
_LONGEST_FIRST = 90
_PLACES: tuple[Place, ...] = ("anywhere", "edges", "end")
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of furniture: `matches` is given the line with straight quotes and plain dashes.

    `place`: anywhere; edges = before the article's first sentence or after its last; end = the last lines.
    `longest`: longer lines are never looked at, in characters.
    """

    name: str
    removes: str
    matches: Callable[[str], bool]
    place: Place = "anywhere"
    longest: int = 120


RELATED = "related"
AUTHOR = "author"
GALLERY = "gallery"
RULES: tuple[Rule, ...] = (
    Rule("donation", "calls to donate", furniture.is_donation_call),
    Rule("donation bar", "lines of amounts of money", furniture.is_donation_bar, place="edges", longest=60),
    Rule("support", "“Support us”, “Become a member”", furniture.is_support_call, longest=160),
    Rule("support name", "“Support” and the site's name", furniture.is_support_of_name, place="edges", longest=50),
    Rule("comments", "comment forms and counts", furniture.is_comment_form, longest=260),
    Rule("comment field", "labels in comment forms", furniture.is_comment_field, place="edges", longest=20),
    Rule("caption", "“File image.”, photo credits", furniture.is_caption, longest=260),
    Rule("credit", "a photographer and an agency, parted by a stroke", prompts.is_credit, longest=90),
    Rule("player", "what players of videos say", prompts.is_player, longest=200),
    Rule("share", "share and follow buttons", furniture.is_share_button, longest=160),
    Rule("share word", "buttons of a single word", furniture.is_share_word, place="edges", longest=60),
    Rule("newsletter", "prompts to sign up or subscribe", furniture.is_newsletter, longest=260),
    Rule("form", "a whole form in one line", prompts.is_form, longest=1_500),
    Rule("story link", "headlines of other articles marked as links", links.is_story_link, longest=400),
    Rule("follow", "“Follow … on …”, “Get our newsletter”", links.is_follow_prompt, longest=220),
    Rule(
        "teaser",
        "headlines of other articles behind “More:”, “Most read”, “Go deeper:”",
        notices.is_teaser,
        longest=600,
    ),
    Rule("media line", "what players and galleries say", notices.is_media_line, longest=700),
    Rule("sponsor", "marks of what somebody paid for", notices.is_sponsor_line, longest=240),
    Rule("tips", "calls for stories, how to reach the newsroom", prompts.is_call_for_tips, place="edges", longest=400),
    Rule("talk", "“Chat with us on …”, “Want more? …”", prompts.is_talk, place="edges", longest=300),
    Rule("transcript note", "how transcripts are made", prompts.is_transcript_note, place="edges", longest=700),
    Rule("note", "notes of the outlet on its article", prompts.is_note, place="edges", longest=600),
    Rule(
        "invitation",
        "what readers are asked to do: subscribe, follow, share, give",
        invitations.is_invitation,
        longest=400,
    ),
    Rule("consent", "cookie notices", furniture.is_consent, longest=400),
    Rule("advertisement", "marks of advertisements", furniture.is_advertisement, longest=80),
    Rule("read more", "links to other articles", furniture.is_read_more, longest=200),
    Rule("link", "links to pictures, players and the like", prompts.is_link, longest=180),
    Rule("coverage", "links to all the coverage of something", links.is_coverage_link, place="edges", longest=120),
    Rule(RELATED, "“Recommended videos”", asides.is_box_heading, longest=40),
    Rule(
        RELATED, "lists of other articles, with their headings", furniture.is_related_heading, place="edges", longest=60
    ),
    Rule("syndication", "“The post … appeared first on …”", furniture.is_syndication, longest=400),
    Rule("rights", "copyright notices with sign, year and reservation", prompts.is_rights_notice, longest=500),
    Rule("rights", "lines that begin with ©", asides.is_owner, longest=120),
    Rule("copyright", "copyright lines", furniture.is_copyright, place="edges", longest=400),
    Rule("disclosure", "commissions, feeds, news that break", notices.is_disclosure, place="edges", longest=500),
    Rule("licence", "rights in the page, delayed data", notices.is_licence, place="edges", longest=400),
    Rule("stamp", "when a page was published or changed", notices.is_stamp, place="edges", longest=140),
    Rule("navigation", "menus and paths through the site", notices.is_navigation, place="edges", longest=200),
    Rule(
        "appeal", "what readers are asked to do with the outlet's things", appeals.is_appeal, place="edges", longest=500
    ),
    Rule("pointer", "where there is more, who pays for the page", appeals.is_pointer, place="edges", longest=300),
    Rule("contact", "addresses alone", appeals.is_contact, place="edges", longest=200),
    Rule("shortcode", "“[button link=…]”, what programs did not replace", appeals.is_shortcode, longest=400),
    Rule(
        "tagged link", "headlines of other articles with “[VIDEO]” behind them", appeals.is_tagged_headline, longest=190
    ),
    Rule("read more", "links to other articles in other languages than English", leads.is_lead, longest=300),
    Rule("navigation", "names of sections", asides.is_section, place="edges", longest=40),
    Rule("tips", "“Send us a note”", asides.is_word_to_us, place="edges", longest=200),
    Rule("consent", "notices where a player or post asks for consent", asides.is_embed_notice, longest=500),
    Rule("disclosure", "what the outlet earns or offers", asides.is_own_business, place="edges", longest=600),
    Rule("sign-off", "an agency's name as the last line", furniture.is_sign_off, place="end", longest=30),
)
# Rules whose lines ask readers to do something.
_PROMPTS = frozenset({"share", "newsletter", "follow", "invitation", "appeal", "support", "donation", "tips", "talk"})
_LONGEST = max(rule.longest for rule in RULES)
REPEATED_TITLE = "repeated title"
_OF_PICTURES = frozenset({"media line", "caption", GALLERY})


@cache
def quick_look() -> QuickLook:
    """Return the quick look at a line that is taken before the rules; reading it off their patterns takes a moment."""
    return QuickLook((look_of_test(rule.matches), rule.longest) for rule in RULES)


def without_furniture(paragraphs: list[str], *, title: str) -> tuple[list[str], list[RemovedLine]]:
    """Return the paragraphs that are the article's own, and the others in order, each with its rule.

    The title at the head is taken out too, unless nothing else is there. What a removal brings to an edge is looked at
    again.
    """
    texts: list[str] = []
    loose: list[list[RemovedLine]] = []
    for paragraph in paragraphs:
        text, ends = _without_loose_ends(paragraph)
        texts.append(text)
        loose.append(ends)
    rules = [_rule(text) for text in texts]
    if len(texts) == 1 and rules[0] is None:  # most items of feeds: one line has no neighbours that could tell on it
        return [text for text in texts if text], loose[0]
    gone: dict[int, str] = {}
    while fresh := _gone(texts, rules, gone) or _title_lines(texts, rules, gone, title=title):
        gone |= fresh
    gone = _without_captions_alone(texts, gone)
    kept = [text for number, text in enumerate(texts) if text and number not in gone]
    removed: list[RemovedLine] = []
    for number, text in enumerate(texts):
        if number in gone:
            removed.append(RemovedLine(text, gone[number]))
        removed.extend(loose[number])
    return kept, removed


def _without_captions_alone(texts: list[str], gone: dict[int, str]) -> dict[int, str]:
    """Return what is gone; captions that tell something stay where nothing else does: a gallery is an article."""
    if any(text for number, text in enumerate(texts) if number not in gone):
        return gone
    return {
        number: rule
        for number, rule in gone.items()
        if rule not in _OF_PICTURES or len(texts[number].split()) < _LEAST_TOLD
    }


def _without_loose_ends(paragraph: str) -> tuple[str, list[RemovedLine]]:
    """Return a paragraph without the “Continue reading...” that feeds hang on it, and what was taken off, in order."""
    ends: list[RemovedLine] = []
    for _ in range(_MAX_LOOSE_ENDS):
        start = closing.loose_end(paragraph)
        if start is None:
            break
        end = paragraph[start:].strip()
        ends.insert(0, RemovedLine(end, "syndication" if end.startswith("The post") else "read more"))
        paragraph = paragraph[:start].rstrip()
    return paragraph, ends


def _rule(paragraph: str) -> Rule | None:
    """Return the first rule that the line matches, wherever it stands."""
    length = len(paragraph)
    if not 0 < length <= _LONGEST:
        return None
    candidates = quick_look().candidates(paragraph)
    if not candidates and not _may_be_of_several(paragraph):
        return None
    line = paragraph.translate(_STRAIGHT)
    return _rule_of(line, candidates) or (_rule_of_all(line) if length <= _LONGEST_OF_SEVERAL else None)


def _may_be_of_several(paragraph: str) -> bool:
    """Tell whether the sentences of a line that no rule could match as a whole may be furniture each.

    Such a line may be longer than the rules for its first sentence take, or begin with a question.
    """
    if len(paragraph) > _LONGEST_OF_SEVERAL:
        return False
    end = paragraph.find(". ")
    if 0 < end < _LONGEST_FIRST and quick_look().candidates(paragraph[: end + 1]):
        return True
    end = paragraph.find("? ")
    return 0 < end < _LONGEST_FIRST and bool(quick_look().candidates(paragraph[end + 2 :]))


def _rule_of(line: str, candidates: Sequence[int]) -> Rule | None:
    length = len(line)
    for number in candidates:
        if length <= RULES[number].longest and RULES[number].matches(line):
            return RULES[number]
    return None


def _rule_of_all(line: str) -> Rule | None:
    """Return the rule for a line of several sentences that are furniture each: the one that asks most of its place.

    A question before them, to which they are what readers are asked to do, is furniture with them.
    """
    parts = sentences(line)
    if not 1 < len(parts) <= MOST_SENTENCES:
        return None
    rules: list[Rule] = []
    for sentence in parts:
        rule = _rule_of(sentence, quick_look().candidates(sentence))
        if rule is not None:
            rules.append(rule)
        elif sentence is not parts[0] or not sentence.endswith("?") or len(sentence) > _LONGEST_FIRST:
            return None
    if len(rules) < len(parts) and rules[0].name not in _PROMPTS:
        return None
    return max(rules, key=lambda rule: _PLACES.index(rule.place))


def _gone(texts: list[str], rules: list[Rule | None], gone: dict[int, str]) -> dict[int, str]:
    """Return the lines that rules take out and that are not gone yet, by their number."""
    left = [number for number, text in enumerate(texts) if text and number not in gone]
    body = [number for number in left if rules[number] is None and _is_body(texts[number])]
    # A headline may be a question, and so look like a sentence.
    while len(body) > 1 and texts[body[-1]].endswith("?") and links.is_headline(texts[body[-1]]):
        body.pop()
    fresh: dict[int, str] = {}
    last = True
    for number in reversed(left):
        rule = rules[number]
        if rule is None:
            last = False
            continue
        edge = bool(body) and not body[0] < number < body[-1]
        if rule.place == "anywhere" or (rule.place == "edges" and edge) or (rule.place == "end" and edge and last):
            fresh[number] = rule.name
        else:
            last = False
    last_body = body[-1] if body else len(texts)
    free = {number for number in left if rules[number] is None and not _is_body(texts[number])}
    headlines = links.linked_headlines(texts, free, gone | fresh, last_body=last_body)
    others = [number for number in left if number not in fresh]
    boxes, authors = closing.teaser_boxes(texts, others), closing.author_lines(texts, others)
    pictures = closing.gallery_lines(texts, others)
    fresh |= dict.fromkeys(headlines | boxes, RELATED) | dict.fromkeys(authors, AUTHOR)
    fresh |= dict.fromkeys(closing.repeated_prompts(texts, others), "invitation")
    return fresh | dict.fromkeys(pictures, GALLERY)


def _is_body(paragraph: str) -> bool:
    """Tell whether a paragraph looks like one of the article's own, and not like a remark on how it was made."""
    looks = paragraph.endswith(_SENTENCE_ENDS) and " " in paragraph
    looks = looks or (len(paragraph) >= _BODY_CHARACTERS and not links.is_no_sentence(paragraph))
    return looks and not closing.is_remark(paragraph)


def _title_lines(texts: list[str], rules: list[Rule | None], gone: dict[int, str], *, title: str) -> dict[int, str]:
    """Return the lines that only repeat the title, by their number; none if there is no other text.

    A title of few words may be a heading or a refrain of the article: behind its first sentence such lines stay.
    """
    if not title:
        return {}
    wanted, everywhere = "", len(title.split()) >= _LEAST_TITLE
    left = [number for number, text in enumerate(texts) if text and number not in gone]
    titles: list[int] = []
    for number in left:
        text = texts[number]
        likely = len(title) // 2 - 10 <= len(text) <= 2 * len(title) + 20
        if likely and _may_be_same(text, title) and (key := title_key(text)):
            wanted = wanted or title_key(title)
            if key == wanted:
                titles.append(number)
                continue
        if not everywhere and _is_body(text) and rules[number] is None:
            break
    return dict.fromkeys(titles, REPEATED_TITLE) if len(titles) < len(left) else {}


def _may_be_same(text: str, title: str) -> bool:
    """Tell whether two headlines could have the same key, by their first letters."""
    one, other = text[0], title[0]
    plain = one.isascii() and one.isalnum() and other.isascii() and other.isalnum()
    return not plain or one.lower() == other.lower()


def title_key(title: str) -> str:
    """Return what two spellings of a headline have in common; "" for one that was cut off."""
    if title.rstrip().endswith(("…", "...")):
        return ""
    return _NO_LETTERS.sub(" ", fold_name(title)).strip()
