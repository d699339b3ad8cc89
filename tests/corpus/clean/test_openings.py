"""The quick look at a line: it may let too much through to the rules, never too little."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.clean import appeals, furniture, invitations, links, notices, prompts
from corpus.clean.boilerplate import RULES, quick_look
from corpus.clean.openings import QuickLook
from corpus.clean.prefilter import NotTold, asks, look_of, look_of_test
from tests.corpus.clean import test_appeals, test_boilerplate, test_invitations, test_links, test_notices, test_prompts

MODULES = (appeals, furniture, prompts, notices, invitations, links)
NO_LINES = {"_PRICE", "_REPORTED", "_AMOUNT", "_RUN_WORDS", "_TOLD", "_NO_HEADLINE", "_SPOKEN"}
NO_LINES |= {"_LONG_TAGS", "_BULLET", "_STROKE", "_TAG_LIST", "_TAGS", "_BARE_HEADLINE"}
NO_LINES |= {"_ADDRESS", "_WORD", "_IMPERATIVE", "_LATEST", "_HERE", "_MORE_OF", "_GAP"}
PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}{name}": found
    for module in MODULES
    for name, found in vars(module).items()
    if isinstance(found, re.Pattern) and name not in NO_LINES
}
LISTS = (test_appeals, test_links, test_notices, test_prompts)
TAKEN_OUT = [
    *test_boilerplate.FURNITURE,
    *test_invitations.INVITATIONS,
    *(
        line
        for module in (test_appeals, test_links, test_notices, test_prompts)
        for line in (*module.ANYWHERE, *module.AT_THE_EDGES)
    ),
]


def may_be_furniture(line: str) -> bool:
    return bool(quick_look().candidates(line))


@pytest.mark.parametrize("line", ["e-mail link", "E-Mail Facebook", "Tweet e-mail"])
def test_words_with_a_hyphen_open_a_line_too(line: str) -> None:
    matching = {number for number, rule in enumerate(RULES) if rule.matches(line)}
    assert matching
    assert matching <= set(quick_look().candidates(line))


@pytest.mark.parametrize("name", PATTERNS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_line_that_a_rule_takes_out_is_let_through(name: str, data: st.DataObject) -> None:
    line = data.draw(st.from_regex(PATTERNS[name], fullmatch=True)).strip()
    for written in (line, line.upper()):
        matching = {number for number, rule in enumerate(RULES) if len(line) <= rule.longest and rule.matches(written)}
        assert matching <= set(quick_look().candidates(written))


@pytest.mark.parametrize("line", TAKEN_OUT)
def test_the_lines_of_the_other_tests_are_let_through(line: str) -> None:
    assert may_be_furniture(line)
    assert may_be_furniture(line.upper())


@pytest.mark.parametrize(
    "line",
    [
        "Each single gift helps.",
        "Any small contribution counts",
        "T&Cs apply",
        "t&cs apply.",
        "Reenter zipcode",
        "Re-enter your zip code",
        "Your monthly gift goes to our newsroom",
        "\u017fubscribe",
        "\N{KELVIN SIGN}eep reading",
        "A$50 A$100",
        "raised of 5,000 $",
        "EUR 50",
        "Share | Tweet",
        "Δ",
        "More",
        "This premium story is for members",
    ],
)
def test_lines_that_a_list_of_words_would_miss_are_let_through(line: str) -> None:
    assert may_be_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "The governor of the river province said on Monday that the ferries sail again.",
        "“This is a good day for the island,” the captain told the harbour board.",
        "A boat carried medicine to the village.",
        "In August the company stopped paying for late hours.",
        "Monday was the first day without a ferry since the flood.",
        "Readers of the island letter had waited for the boat since the spring of that year.",
    ],
)
def test_sentences_of_an_article_are_not_looked_at_again(line: str) -> None:
    assert not may_be_furniture(line)


def test_each_rule_says_what_it_asks_of_a_line() -> None:
    for rule in RULES:
        look_of_test(rule.matches)  # raises if the rule does not say it, or if its patterns tell nothing


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        (r"(?:please )?sign up(?: now| here)?[.!]?", ["Sign up", "PLEASE SIGN UP NOW!"], ["Signs", "Up", "Please go"]),
        (r"the (?:post|story) .{1,90} first", ["The story of it first"], ["The boat came first", "The post is late"]),
        (r"[^.!?]{2,40} can be reached at .{1,90}", ["Anna can be reached at 5"], ["Anna can be seen at noon"]),
        (r"\w{2,9}: see (?:the )?latest .{5,90}", ["Flood: see latest pictures"], ["Flood: see the wall"]),
        (r"get\b.{0,90}\bnewsletters?", ["Get our newsletter"], ["Get out", "Getting a newsletter"]),
        (r"(?:save){2,4}", ["SaveSave", "savesavesavesave"], ["Save", "Safe"]),
        (r"(?:a|an) [a-z]{2,9} (?:left|right)", ["A ship left", "An eel right"], ["A ship came"]),
        (r"(?=[A-Z]).{3,90}[^.] read more", ["What a night Read more"], ["What a night"]),
    ],
)
def test_what_a_pattern_asks_for_is_read_off_it(pattern: str, yes: list[str], no: list[str]) -> None:
    look = QuickLook([(look_of([re.compile(pattern, re.IGNORECASE)]), 200)])
    assert all(look.candidates(line) for line in yes)
    assert not any(look.candidates(line) for line in no)


def test_a_pattern_that_tells_nothing_is_refused() -> None:
    with pytest.raises(NotTold):
        look_of([re.compile(r".{3,90}")])


def test_what_is_no_pattern_names_words_and_pieces() -> None:
    @asks(begins=("tweet",), holds=("€",))
    def is_button(line: str) -> bool:
        return line == "tweet €"

    look = QuickLook([(look_of_test(is_button), 60)])
    assert look.candidates("Tweet this")
    assert look.candidates("For 50 €")
    assert not look.candidates("For 50 pounds")
    assert not look.candidates("For 50 € " * 10)
