"""What pages say about themselves is taken out in many wordings; news that begins alike stays."""

from __future__ import annotations

import pytest

from corpus.clean import clean_article
from tests.corpus.clean.article import BODY, MORE, assert_taken_out

ANYWHERE = """
MOST READ IN NEWS LONG NIGHT Ferry crew sings for the island FLOOD FEAR What the river takes next
Related stories 'NO WAY BACK' Ferry captain leaves for good WAVE HELLO Why the island waits
More: Wow! Ferry turns back with forty aboard
MORE: What does the flood mean for the islands?
Nobody feared the river. Today I would tell them: it is your life Read more
Go deeper: How the ferry was built
In case you missed it: Island school opens its doors
ICYMI: Island school opens its doors
Also on Tideland: Island school opens its doors
Editor's pick: The last boat to Marsh Island
Watch: The moment the ferry turned
Live updates: The flood on the river
Live updates on the ferry crash
Trending now: A cat that sails
Listen to this article
Listen now
Listen: 4:12
4-minute listen
0:00 / 3:45
Play slideshow
Slideshow (12 images)
Gallery (8 photos)
Video duration 02:10
Enlarge image Tideland Post
Photos: The flood The quay lay under water on Friday. Hide Caption 3 of 8
We apologize, but this video has failed to load.
Try refreshing your browser, or
Tap here to see other videos from our team.
Your browser does not support the audio element.
Sponsored by Harbour Bank
Presented by Harbour Bank
Recommended by River Links
Around the web
Partner content
This advertisement has not loaded yet, but your article continues below.
Article content continued
Go ad-free with a membership
Related Ferry Crews Sing for the Island Why the night was long
River pictures of the week | 01:40
+ show all pictures of the river
(Courtesy of Old Harbour Museum)
Interested in Weather? Add Weather as an interest to hear of every flood.
""".strip().splitlines()
AT_THE_EDGES = """
You've reached your limit of free articles this month.
You have read your last free article.
Get the free app for the latest on the flood
Available on the App Store and Google Play
For more stories like this, visit tideland.example
(China Post 09/05/2021 page4)
Updated 9:50 p.m. ET Thursday
Published: 5 September 2021
Published 5 hours ago
Last updated on Sep 5, 2021 at 10:32 IST
Posted on September 5, 2021
First published on Sun 5 Sep 2021 06.00 BST
Tideland | Updated: 2021-09-05 21:45
Sep 5, 2021 | Updated: 10:32 am
3 hours ago
5 min read
Reading time: 4 minutes
12,402 views
License for publishing online 0108263
Registration Number: 130349
Order Reprints | Today's Paper | Subscribe
For reprint rights: Tideland Syndication Service
Reproduction without permission is prohibited.
This article is published under a Creative Commons licence.
Republished with permission from the Island Letter.
Terms and conditions apply.
Quotes delayed at least 15 minutes.
Tideland may earn a commission from links on this page.
This post contains affiliate links.
If you buy something through our links, we may earn a commission.
The paper is not responsible for the content of external sites.
(With inputs from agencies)
This story has been published from a wire agency feed without modifications to the text.
This is a developing story. Check back for updates.
This is a breaking news story, more follows...
More to follow.
For more information about the ferry, visit tideland.example/ferry
Media contact: Anna Lind, Old Harbour
Email: anna@tideland.example; Follow the river desk @riverdesk
Read more about the letter here.
Tideland: https://tideland.example/ferry
Home > News > River
News | Sport | Weather | Travel
Skip to main navigation
Log in | Register | Help
Page 2 of 3
Previous | Next
View all photos
CLOSE
""".strip().splitlines()
SENTENCES = """
Most read in silence, but some sang.
Related stories were told in every harbour of the river.
More: that is what the crews want.
More than forty people were aboard.
Go deeper and you find the wreck.
Watch: that was the captain's only order.
Live coverage of the trial was forbidden.
Live updates made the crowd restless, the officer said.
Trending upward since May, the price of fish has doubled.
Listen to the old, she told the children.
Play was stopped for rain.
Play slides and swings stood under water.
Gallery owners on the quay closed their doors.
Video shows the ferry turning.
Hide captions were her trade, and hides hung in the shop.
We apologise, but this ship is no longer ours, the company wrote to the crews.
Try the harbour, he said.
Sponsored by the bank, the race drew forty boats.
Presented by the minister on Friday, the law is the third of its kind.
Recommended by nobody, the plan failed.
Around the web of canals lie forty villages.
Article 5 of the law was struck out.
Updated plans show a longer quay.
Updated in 2019, the law forbids it.
Published in May, the report names the company.
Published on Friday, the report names forty ships.
Posted to the island in 2019, he never left.
Three hours ago the river was calm, the pilot said.
Five minutes later the boat sank.
Reading time is short in the island's school.
Views of the river are sold dearly.
Licence in hand, she sailed.
Registration of boats began in May.
Order was kept by two officers.
Reproduction of eels remains a riddle.
Terms of the truce were read aloud.
Prices delayed the launch of the ferry.
The company may earn a billion from the ferry.
The governor is not responsible for the flood, a court ruled.
With help from agencies the island was fed.
This is a developing country.
This story broke in May.
Breaking: that is how the dam was described.
More followed him to the island.
More details were not given.
For more the crews would not wait.
Email: that is how the plot was planned.
Home is where the harbour is.
News reached the island on Friday.
Page 2 of the letter was missing.
Previous governors had kept the promise.
View of the river from the tower.
Close to forty people were aboard.
Related Harbours, the company behind the quay, closed in May.
Courtesy was rare on the river.
Reuters shares rose on the news.
Interested in boats? Not he, said the captain.
""".strip().splitlines()


@pytest.mark.parametrize("line", ANYWHERE)
def test_what_is_beyond_doubt_goes_wherever_it_stands(line: str) -> None:
    assert_taken_out(line, at=("head", "inside", "end"))


@pytest.mark.parametrize("line", AT_THE_EDGES)
def test_notices_go_before_and_after_the_article_and_stay_inside_it(line: str) -> None:
    assert_taken_out(line, at=("head", "end"))


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_stay_wherever_they_stand(line: str) -> None:
    assert_taken_out(line, at=())


@pytest.mark.parametrize("line", ["AFP - Reuters", "al/bo (AFP, dpa)", "___"])
def test_agencies_and_strokes_go_at_the_end(line: str) -> None:
    assert clean_article(title="Ferries return", text=f"{BODY}\n\n{MORE}\n\n{line}").text == f"{BODY}\n\n{MORE}"
