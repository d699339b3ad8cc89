"""Links to other articles are taken out, alone or in lists; headlines and short lines of the article stay."""

from __future__ import annotations

import pytest

from corpus.clean import clean_article
from tests.corpus.clean.article import BODY, MORE, assert_taken_out

ANYWHERE = """
[Island council votes on new harbour wall]
[Five things to know about the river’s spring floods]
[The ferry is late again. The captain is not sorry.]
More: Why the harbour company closed two of its piers
Marsh Island: the village that moved uphill Read more
JUST WATCHED Boats in the fog Replay More Videos ... MUST WATCH Boats in the fog 01:12
Follow Anna Lind on Twitter: @annalind
Like Tideland Post on Facebook and never miss a flood
Get the Tide newsletter. Subscribe now.
Read the original article on Tideland. Follow Tideland on Facebook.
Media playback is unsupported on your device Media caption The ferry leaves the old pier
Follow us on Facebook, or on Twitter @tideland. If you have a story suggestion email desk@tideland.example.
Scroll for video
""".strip().splitlines()
AT_THE_EDGES = """
Today’s coverage from our correspondents on the river
Read the original article on Tideland. Copyright 2018. Follow Tideland on Twitter.
If you were affected by the flood, please get in touch with us at desk@tideland.example.
""".strip().splitlines()
STAYS = """
[Applause]
[Editor's note: The name of the boat was changed on the owner's wish]
[This account is based on what the crews told each other by radio, and on the log books of both of the ferries.]
More than 40 boats were lost
Follow the river north
If you have a boat you are rich here, they say.
He reads more on Mondays. She follows him on Fridays.
'We had no boat left'
""".strip().splitlines()


@pytest.mark.parametrize("line", ANYWHERE)
def test_links_and_prompts_go_wherever_they_stand(line: str) -> None:
    assert_taken_out(line, at=("head", "inside", "end"))


@pytest.mark.parametrize("line", AT_THE_EDGES)
def test_several_prompts_in_a_line_go_where_the_strictest_of_them_would(line: str) -> None:
    assert_taken_out(line, at=("head", "end"))


@pytest.mark.parametrize("line", STAYS)
def test_what_only_looks_like_a_link_stays(line: str) -> None:
    assert_taken_out(line, at=())


HEADLINES = ["Island council votes on a new wall", "What the floods did to the salt marshes"]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([BODY, "More from Tideland:", *HEADLINES, MORE], [BODY, MORE]),
        ([BODY, MORE, "Read more:", HEADLINES[0]], [BODY, MORE]),
        ([BODY, MORE, *HEADLINES, "Like Tideland Post on Facebook and never miss a flood"], [BODY, MORE]),
        # Nothing marks these as links.
        ([BODY, MORE, *HEADLINES], [BODY, MORE, *HEADLINES]),
        ([BODY, *HEADLINES, MORE, "Share this article"], [BODY, *HEADLINES, MORE]),
        # One line before the first prompt may be the article's last words.
        (
            [BODY, MORE, "The boats sail again from Monday", "Read more"],
            [BODY, MORE, "The boats sail again from Monday"],
        ),
        # Neither names nor addresses nor figures are headlines.
        ([BODY, MORE, "Read more:", "Anna Lind", "By Anna Lind and John Marsh of the paper"], None),
    ],
)
def test_headlines_go_with_the_furniture_that_they_stand_in(lines: list[str], kept: list[str] | None) -> None:
    text = clean_article(title="Ferries return", text="\n\n".join(lines)).text
    expected = kept if kept is not None else [line for line in lines if line != "Read more:"]
    assert text.split("\n\n") == expected
