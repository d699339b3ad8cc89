"""Which lines are taken out, which stay, and that the rules are linear."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean import clean_article
from corpus.clean.boilerplate import RULES, without_furniture
from tests.corpus.clean.article import BODY, MORE, assert_taken_out

FURNITURE = """
0 $
2,500 $
$25 $50 $100
€10 | €20 | €50
2,040 $ raised of 5,000 $
Donate now
Make a donation
Support us
Support SouthBridge
Support The Tideland Post
Support our journalism
Become a member
Become a patron
Do you like this content? Consider helping us!
Leave a Reply
Leave a Reply Cancel reply
Leave a comment
Your email address will not be published. Required fields are marked *
Your email address will not be published.
Required fields are marked *
Save my name, email, and website in this browser for the next time I comment.
Post Comment
0 Comments
12 comments
Comments are closed.
Be the first to comment
File image.
File photo
File photo: Anna Lind
(Photo: Harbour Office)
Image: Harbour Office
Photo by Anna Lind / Tideland Post
Photo by Anna Lind via Getty Images
Photo credit: Anna Lind
Image Credits: Harbour Office
AP Photo/Anna Lind
Illustrative image
Share on Facebook
Share this:
Share this article
Share
Tweet
Print
Email this
Copy link
Click to share on Twitter (Opens in new window)
Facebook Twitter WhatsApp
Follow us on Facebook and Twitter
Sign up for our newsletter
Subscribe
Subscribe to our newsletter
Subscribe to our YouTube channel
Subscribe to The Tideland Post
Get the latest news from the river in your inbox
Get our best stories delivered to your inbox every morning.
Enter your email
Enter your email address
We use cookies to give you the best experience on our website.
This website uses cookies.
Accept all cookies
Advertisement
ADVERTISEMENT – CONTINUE READING BELOW
- Advertisement -
Story continues below advertisement
Sponsored content
Read more: Island school opens its doors
READ MORE
Also read: Island school opens its doors
ALSO READ | Island school opens its doors
Related articles
Related: Island school opens its doors
See also: Island school opens its doors
Continue reading
Continue reading...
[…]
READ NEXT
You may also like
The post Ferries sail again appeared first on Tideland Post.
© 2021 Tideland Post
Copyright 2021 Tideland Press. All rights reserved.
All rights reserved.
""".strip().splitlines()

SENTENCES = """
“Share this responsibility,” he said.
Share this island with us, the mayor asked.
Support us or leave, the crowd shouted.
They came to support us.
Support for the governor has fallen.
Support the troops, the poster said.
Read more books, she told the children.
The union will read more of the letter on Friday.
Subscribe to this theory and you will never sail again.
The file photo was taken in May.
File photos show the old quay.
Photo by photo, the archive was lost.
Image is everything in politics, he said.
Print is dying.
Tweets by the minister angered the crews.
The company uses cookies to bait its traps.
We use cookies as bait? Never, said the fisher.
Advertisement revenue fell by half.
Advertisements on the ferries are banned.
Related-party loans brought the company down.
See-through nets are now forbidden.
See also how the crews live, the writer asked of us.
Continue reading the letters aloud, the judge ordered.
Copyright law does not stop the tide.
Leave a reply to the king unwritten, goes the saying.
Comments by the governor angered the union.
Donate blood, the hospital asked.
Donations reached the island by boat.
Become a member of the crew and see the world, his father had said.
Get the latest boat or stay, they were told.
Enter your email and you are lost, the expert warned readers of the study.
The post was appeared first.
This article was originally published by the school's own paper.
Do you like the governor?
$5,000 was missing.
""".strip().splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_taken_out_and_kept_with_its_rule(line: str) -> None:
    assert_taken_out(line, at=("head", "end"), elsewhere="either")


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_stay_wherever_they_stand(line: str) -> None:
    assert_taken_out(line, at=())


@pytest.mark.parametrize("line", ["$2,500", "Support Tideland", "Next", "Print", "Comments", "Name", "Reuter"])
def test_loose_rules_hold_only_at_the_edges(line: str) -> None:
    text = f"{BODY}\n\n{line}\n\n{MORE}"
    assert clean_article(title="Ferries return", text=text).text == text


def test_a_text_without_a_sentence_has_no_edges() -> None:
    assert clean_article(title="Slogans", text="Support Tideland").text == "Support Tideland"


def test_a_short_title_goes_as_often_as_it_stands_at_the_head() -> None:
    title = "Ferries return to Marsh"
    text = f"{title}\n\nFERRIES RETURN TO MARSH\n\n{BODY}\n\n{title}"
    clean = clean_article(title=title, text=text)
    assert clean.text == f"{BODY}\n\n{title}"
    assert [line.rule for line in clean.removed] == ["repeated title", "repeated title"]


def test_quotes_and_accents_do_not_hide_a_repeated_title() -> None:
    clean = clean_article(title="“We’re back” – Müller", text=f'"We\'re back" - Muller\n\n{BODY}')
    assert clean.text == BODY


def test_a_removal_that_opens_an_edge_is_followed_up() -> None:
    title = "Ferries return, and the island's bakers, its teacher and its only doctor are glad of it."
    clean = clean_article(title=title, text=f"{title}\n\nTweet\n\n{BODY}")
    assert clean.text == BODY


def test_removed_lines_keep_their_order() -> None:
    lines = ["Share", BODY, "Advertisement", MORE, "Leave a Reply", "Reuter"]
    clean = clean_article(title="Ferries return", text="\n\n".join(lines))
    assert [line.text for line in clean.removed] == ["Share", "Advertisement", "Leave a Reply", "Reuter"]


def test_what_feeds_hang_on_a_text_is_cut_off() -> None:
    clean = clean_article(
        title="Ferries return", text=f"{BODY} […] The post Ferries return appeared first on Tideland."
    )
    assert clean.text == BODY
    assert [line.text for line in clean.removed] == ["[…]", "The post Ferries return appeared first on Tideland."]


def test_a_gallery_keeps_its_captions_for_they_are_all_it_says() -> None:
    told = "The lamp was lit at nine in the morning while the harbour band played. Hide Caption 2 of 5"
    alone = clean_article(title="The harbour lights its lamp", text=f"{told}\n\nHide Caption 3 of 5\n\nShare")
    assert alone.text == told
    beside = clean_article(title="The harbour lights its lamp", text=f"{BODY}\n\n{told}")
    assert (beside.text, [line.text for line in beside.removed]) == (BODY, [told])


def test_rules_are_named_and_explained() -> None:
    explained = [(rule.name, rule.removes) for rule in RULES]
    assert len(set(explained)) == len(explained)
    assert all(rule.name for rule in RULES)
    assert all(rule.removes for rule in RULES)


PUMPS = (
    "a", " ", "a ", "$1 ", "1,", "1 $", "[", "( ", "share ", "read more ", "read more: ", "(c) ", "photo ",
    "photo by A ", "copyright 1999 ", "facebook ", "facebook, ", "get ", "sign up for ", "by signing up ",
    "all rights ",
    "subscribe to ",
    "The post a ", "appeared first on ", "we use cookies ", "- ", "…", "A.", "please ", "comments on ",
    "image copyright ", "Continue reading...", " […]", "said ",
)  # fmt: skip


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000])
@pytest.mark.parametrize("pump", PUMPS)
def test_rules_finish_on_pumped_lines(pump: str, size: int) -> None:
    line = (pump * (size // len(pump) + 1))[:size]
    for rule in RULES:
        rule.matches(line)
    without_furniture([line, line + "!", "Read more " + line], title=line)


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([*FURNITURE, *SENTENCES, BODY, MORE, "Ferries return", "REUTER", "Name", ""]),
            st.text(max_size=30),
        ),
        max_size=14,
    ),
    st.sampled_from(["", "Ferries return", BODY, "Share", "…", " "]),
    st.sampled_from(["\n", "\n\n", " \n\n\n", "\r\n", " "]),
)
def test_cleaning_what_is_clean_changes_nothing(lines: list[str], title: str, separator: str) -> None:
    clean = clean_article(title=title, text=separator.join(lines))
    again = clean_article(title=clean.title, text=clean.text)
    if clean.title:
        assert (again.title, again.text, again.removed) == (clean.title, clean.text, ())
    else:
        assert clean.text == ""


@settings(deadline=None)
@given(st.lists(st.sampled_from([*FURNITURE, *SENTENCES, BODY, MORE]), max_size=14))
def test_every_line_is_either_kept_or_removed(lines: list[str]) -> None:
    clean = clean_article(title="A title of its own", text="\n\n".join(lines))
    kept = clean.text.split("\n\n") if clean.text else []
    assert sorted([*kept, *(line.text for line in clean.removed)]) == sorted(lines)
