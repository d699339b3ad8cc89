"""Section names, notices in place of players, what the outlet earns: they go at the edges; sentences alike stay."""

from __future__ import annotations

import pytest

from tests.corpus.clean.article import assert_taken_out

ANYWHERE = """
© The Tideland Post Ltd. 2024
Recommended Videos
Trending stories
Please accept cookies from the player to watch this video. You can change that at any time.
By loading the video you will be accessing content from a third party on its own terms.
This content is not available due to your cookie settings.
An dieser Stelle finden Sie externe Inhalte von einer Videoplattform, die den Artikel ergänzen.
""".strip().splitlines()
AT_THE_EDGES = """
World
Politics News
Arts & Culture
Politik
Notícias
政治
We independently select everything we write about. If you buy through our pages, we may earn a commission.
Buying through us may earn us a commission, which supports our work.
The Tide is a daily newsletter from The Tideland Post about all that the river did. Subscribe before noon.
Send us a note.
Let us know what you think of the new ferries by post.
Craving even more? Follow us on Twitter.
Have a thought on how the letter could be better? Send us a line.
""".strip().splitlines()
NOWHERE = """
World leaders met in Old Harbour.
Arts and crafts from the island were sold on the quay.
The bank may earn a commission of two crowns on each ticket, the minister said.
Why did the boats stop? The company had stopped paying for late hours.
The court could not accept the cookies as evidence, it said, to watch over the privacy of the cook.
Send us your sons, the admiral had asked the islanders.
""".strip().splitlines()


@pytest.mark.parametrize("line", ANYWHERE)
def test_what_is_beside_the_article_goes_anywhere(line: str) -> None:
    assert_taken_out(line, at=["head", "inside", "end"])


@pytest.mark.parametrize("line", AT_THE_EDGES)
def test_looser_kinds_go_at_the_edges_only(line: str) -> None:
    assert_taken_out(line, at=["head", "end"], elsewhere="either")


@pytest.mark.parametrize("line", NOWHERE)
def test_sentences_of_the_article_stay(line: str) -> None:
    assert_taken_out(line, at=[])
