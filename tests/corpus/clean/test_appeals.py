"""Pages speak to their readers in words that no list has; news that is told in the same words stays."""

from __future__ import annotations

import pytest

from corpus.clean import clean_article
from tests.corpus.clean.article import BODY, MORE, assert_taken_out

AT_THE_EDGES = """
Get the day's best stories, songs and river gossip before you sail.
Browse our gallery of pictures from the flood.
Explore more stories from the river.
Discover our weekly magazine for people who love salt.
Nominate a neighbour for our next column.
Find all our recipes here.
Check our calendar for the tides.
Preorder the new issue of our magazine.
Why not read our other stories about boats?
Remember to leave your comments below.
Also listen to our podcast about the river.
Catch the latest highlights on our website.
Don't forget to try our crossword.
Click here to see it all.
Get Tideland Monthly delivered to your door every month. 12 issues for £11.99. Click here for details.
Follow the Post's full coverage of the flood at https://tideland.example/flood
Follow @TidelandRiver on Twitter and on Facebook
More on the ferries: https://tideland.example/ferries and https://twitter.com/tideland
This week's River Podcast is sponsored by Harbour Bank, which opens on Friday.
This series is supported by the Island Fund.
How to listen to the River Podcast
Morning Tide Newsletter
anna.lind@tideland.example twitter.com/annalind
Email: anna@tideland.example, bo@tideland.example
Listen: https://tideland.example/17
Dear Anna is written by Anna Lind, who lives by the sea. Contact Dear Anna at www.tideland.com or by post.
Catch up on the flood with our experts on our weekly podcast, "Ground Tide".
You can also subscribe to this newsletter here - just tick "Ten things about boats".
Subscribe to Tideland Pro for as little as $5. Use the code TIDE. It offers you all that you want to know.
Follow @TidelandDeals on Twitter for the latest deals. Prices are subject to change without notice.
Listen to River Radio live or listen back here.
Originally published on River Online.
This copy is for your personal, non-commercial use only.
This post is sponsored by Harbour Bank. All opinions are my own.
You may also like...
Tempo de leitura: 2 minutos
Lesezeit: 3 Min.
© Tideland Presse, tous droits réservés
Alle Rechte vorbehalten.
More stories
Up next
UP NEXT
""".strip().splitlines()
ANYWHERE = """
More:
Related:
[button link="https://tideland.example/boats" type="big"] Send us YOUR boat[/button]
[gallery ids="12,13,14"]
Also:
Most read in world news
(Graphic: Ferries vs. boats in 2021 - here)
Ferry crew furious with the harbour board [VIDEO]
Flood experts name eight salty marshes [WARNING]
Old quay 'sold for a song' [INSIGHT]|
Twitter/BoEk via River Press
Lire aussi : Le bac revient
Leia também: O barco voltou
Lesen Sie auch
Compartir en Facebook
Review: The ferry opera can't float on songs alone
Opinion: The island needs a second boat
""".strip().splitlines()
SENTENCES = """
Get out of the water, all of you.
Watch the latest boat come in and you see the whole island.
Follow the river to our village and ask for Anna.
Share the story of your life, the poster said.
Read the report and weep, the captain told our paper.
Send your letters by the morning boat, the harbour office asked its customers.
Join us for the walk along the quay on Sunday.
Call the harbour office if you saw the boat.
Visit the museum's website for a list of closed rooms.
Visit www.harbour.gov for a list of shelters.
Download the form from the ministry's website.
Help came from our side of the river.
Support for our newsroom has fallen, its editor said.
Stories like this are told in every harbour.
Print is what she loves.
View from the tower: forty boats, no crew.
Find the boat, find the captain.
More at home on water than on land, she sailed.
More boats are on their way to the island.
The show is sponsored by the state bank.
The report was funded by the union and kept from the board.
This boat is supported by the island alone.
This series was produced by the state and never shown.
How to listen to a river is what she teaches.
Newsletters of the union were burnt on the quay.
Anna Lind is a nurse, and is written about by many.
The plan failed [as he had said].
The choir sang on. [APPLAUSE]
Review of the law begins in May.
Opinion polls show that the governor will lose.
Lire aussi bien que lui, personne ne le peut.
Lesen Sie auch nachts? Der Richter schwieg.
Leia, disse ele.
Originally published in Latin, the letter was burnt in May.
This shop has been paid for by the union.
This page is for those who cannot read.
Thank you all for coming out to the quay [APPLAUSE]
The name of the captain was [REDACTED]
Map in hand, she came here.
Subscribe to nothing, the old man told us. You are free.
You may also like the island, said the captain.
Tags were sewn on by hand.
The answer came by mail: anna@harbour was no address.
Click went the lock, and here she was.
Take our boats and you take our lives.
Let us read their letters and stay silent.
The popular ferry app is now available on the island, but nobody has a phone.
""".strip().splitlines()


@pytest.mark.parametrize("line", AT_THE_EDGES)
def test_what_is_made_like_an_appeal_goes_before_and_after_the_article(line: str) -> None:
    assert_taken_out(line, at=("head", "end"), elsewhere="either")


@pytest.mark.parametrize("line", ANYWHERE)
def test_what_only_pages_have_goes_wherever_it_stands(line: str) -> None:
    assert_taken_out(line, at=("head", "inside", "end"))


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_stay_wherever_they_stand(line: str) -> None:
    assert_taken_out(line, at=())


@pytest.mark.parametrize("line", ["UP NEXT", "Find all our recipes here.", "Morning Tide Newsletter"])
def test_inside_the_article_it_may_be_its_own(line: str) -> None:
    assert_taken_out(line, at=("head", "end"))


def cleaned(*lines: str, title: str = "Ferries return") -> list[str]:
    return clean_article(title=title, text="\n\n".join(lines)).text.split("\n\n")


def test_the_title_goes_wherever_it_stands_if_it_says_enough() -> None:
    title = "Ferries return to Marsh Island after the flood"
    assert cleaned(BODY, title, MORE, title=title) == [BODY, MORE]
    assert cleaned(BODY, MORE, title.upper(), title=title) == [BODY, MORE]
    assert cleaned(BODY, "Ferries return", MORE) == [BODY, "Ferries return", MORE]


def test_tags_go_with_their_heading() -> None:
    tags = "ferries, floods, marsh island, old harbour, the long night of the boats, crews, salt, tides, river songs"
    assert cleaned(BODY, MORE, "Tags", tags) == [BODY, MORE]
    assert cleaned(BODY, MORE, "Keywords:", "ferries, floods") == [BODY, MORE]
    assert cleaned(BODY, "What they bring", "bread, salt, tea", MORE) == [
        BODY,
        "What they bring",
        "bread, salt, tea",
        MORE,
    ]


def test_what_is_asked_again_and_again_goes() -> None:
    shops = [
        "Sea boots for $20",
        "- See it now: Harbour Shop",
        "Nets for $5",
        "- See it now: Net & Son",
        "Salt",
        "- See it now: Sal",
    ]
    assert cleaned(BODY, *shops, MORE) == [BODY, "Sea boots for $20", "Nets for $5", "Salt", MORE]
    assert cleaned(BODY, *shops[:4], MORE) == [BODY, *shops[:4], MORE]


LINKS = ["- Salt Rush: Private Boat Plans", "- Here's where boats will land", "- Why the gulls have gone to sea"]


def test_headlines_behind_bullets_go_among_prompts_at_the_end() -> None:
    assert cleaned(BODY, MORE, *LINKS, "Follow us on Twitter @tideland") == [BODY, MORE]
    assert cleaned(BODY, MORE, *LINKS) == [BODY, MORE, *LINKS]


def test_a_list_that_the_article_announces_stays() -> None:
    listed = [BODY, MORE, "These boats sail:", "- The Salt Rush of Old Harbour", "- Here's to you of Marsh Island"]
    assert cleaned(*listed, "Follow us on Twitter @tideland") == listed


def test_headlines_with_their_section_go_when_there_are_several() -> None:
    links = [
        "Harbour Week 2021 | The quay pays tribute to its crews",
        "Harbour Week 2021 | What time is it on the tower",
    ]
    assert cleaned(BODY, MORE, *links) == [BODY, MORE]
    assert cleaned(BODY, MORE, links[0]) == [BODY, MORE, links[0]]
    assert cleaned(BODY, *links, MORE) == [BODY, *links, MORE]


def test_a_sentence_between_links_at_the_end_is_a_headline_too() -> None:
    sentence = "They were freed from the marsh. But their night goes on."
    found = cleaned(
        BODY, MORE, "Read more:", "What the floods did to the marsh", sentence, "Today's coverage from the river"
    )
    assert found == [BODY, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "[HR. at-Tirmidhi no. 1997, as the scholars of the island have it]",
        "[The names of both captains have been changed by us]",
        "[This is what the crews told each other by radio]",
        "[See the island's chronicle, vol. 2, on the flood]",
    ],
)
def test_notes_and_sources_in_brackets_stay(line: str) -> None:
    assert_taken_out(line, at=())
