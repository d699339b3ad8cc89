"""What an outlet says of itself is taken out; sentences that begin alike stay."""

from __future__ import annotations

import pytest

from tests.corpus.clean.article import assert_taken_out

ANYWHERE = """
Download the Tideland app for news from the river.
Sign up for Tideland e-mail alerts to hear of every flood.
Follow her on Twitter @annalind
Media playback is unsupported on your device
To play this video you need to enable JavaScript in your browser.
Play video
Scroll below for video
Scroll down to see the pictures
Anna Lind/Getty Images
Anna Lind / The Tideland Post
(Anna Lind/AP via River Press Agency)
Copyright © 2021 Tideland Radio. All rights reserved. Visit our pages for further information.
© 2019 Tideland Press Ltd, all rights reserved
NOW WATCH: How the ferry was built
Gallery: The flood from above
Newsletter Sign Up Please verify you're not a robot. Invalid email address. Please re-enter. Sign Up Not you?
""".strip().splitlines()
AT_THE_EDGES = """
Do you have a story for The Tideland Post? Email us at desk@tideland.example or call 555 0100.
We pay for your stories! Do you have a story for the news team? Email us at desk@tideland.example.
Got a tip? Write to desk@tideland.example
Got a confidential news tip? Please send it to the editors by post.
Email our newsroom at desk@tideland.example
Contact the writer: anna@tideland.example
To contact the reporter on this story: Anna Lind in Old Harbour at anna@tideland.example
Send us your pictures of the flood by e-mail.
Chat with us on Telegram. Find out what happens on the river.
Want more stories like this? Sign up for the morning letter.
Enjoying this article? There is more of it in print.
River Radio transcripts are created in a hurry by a contractor, and may not be in their final form.
This is a rush transcript and may not be in its final form.
The views expressed in this article are the author's own.
The opinions expressed here do not necessarily reflect those of the paper.
Our Standards: The River Press Code.
Disclaimer: The figures on this page come late.
A version of this article appears in print on page 4.
This article was originally published on River Online.
This story was republished from the Island Letter under a free licence.
(This story has not been edited by our staff and comes from a feed.)
For more river news: https://river.example
See more coverage, visit our page on the flood.
Reach Anna Lind at anna@tideland.example
Anna Lind can be reached at the Old Harbour office.
Twitter: @annalind
anna@tideland.example
Spotted a mistake? Tell the editors.
Join the conversation on our page
Was this article helpful?
Already a subscriber? Log in
You have three free articles left this month.
To continue reading, log in or register.
This article is for subscribers only.
Tags: ferries, islands, floods
More from Tideland
Anna Lind has no position in any of the stocks mentioned. The River Fool has a disclosure policy.
""".strip().splitlines()
SENTENCES = """
Reach the island before noon, the pilots were told.
Follow the river north to the old mill.
Already the boats were full.
You have the right to remain silent, the officer told him.
To continue was madness.
Join the queue, they were told.
Was this the end of the company?
More people came from the villages.
Pictures of the flood were sold for a coin.
Quiz shows are what the islanders like best.
The minister can be reached only by boat.
Do you have a boat? Then you are rich here.
Do you have a story to tell your children?
Got a ticket? Not before Monday, the company told them.
Email made the difference.
Contact with the ship was lost at noon.
Send more boats, the mayor asked.
Chat rooms were shut for a week.
Want and hunger came back to the island.
Love what you have, his grandmother told him.
Media workers went on strike.
Play was stopped twice for rain.
Scroll and ink lay on his desk.
The views from the tower are wide.
The opinions of the crews were split.
This story was told for years on the island.
This article was originally written in Latin.
This video was shown to the judges.
Our standards have fallen, the captain told the board.
A version of this story is told in every harbour.
For more than a year nobody sailed.
See more of the world, the poster said.
Transcripts of the trial were burnt.
The transcripts show that he lied.
The Senate/House talks failed.
Her newsletter reached forty islands, and its privacy policy was one line long.
""".strip().splitlines()


@pytest.mark.parametrize("line", ANYWHERE)
def test_what_is_beyond_doubt_goes_wherever_it_stands(line: str) -> None:
    assert_taken_out(line, at=("head", "inside", "end"))


@pytest.mark.parametrize("line", AT_THE_EDGES)
def test_notes_go_before_and_after_the_article_and_stay_inside_it(line: str) -> None:
    assert_taken_out(line, at=("head", "end"))


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_stay_wherever_they_stand(line: str) -> None:
    assert_taken_out(line, at=())
