"""Pages written in the structures of today's content systems: the same story, each with other furniture around it."""

from __future__ import annotations

from typing import NamedTuple

TITLE = "Ferry workers at Larn harbour call off strike"
PROSE = (
    "Ferry workers at Larn harbour called off a strike on Tuesday after the company agreed to raise night pay, both "
    "sides said, ending nine days in which no ship left the port.",
    "The agreement, which covers about 640 deckhands and engineers, was reached shortly before dawn in the town hall, "
    "where mediators had kept the two delegations in separate rooms since Sunday.",
    "“We have what we asked for, and we will be back on board tonight,” said Ilka Dorren, who led the talks for the "
    "union and had warned last week that the walkout could go on until winter.",
    "Passengers who had booked for the days of the strike can travel until the end of the month, the company said, and "
    "freight that waited in the sheds will be shipped first.",
    "The harbour authority put the damage at four million crowns; it wants the state to pay for half of it, a request "
    "that the minister of transport said she would look at.",
)
P = [f"<p>{line}</p>" for line in PROSE]
LINK = '<a href="https://example.org/news/{}">{}</a>'
FIRST, SECOND, THIRD = (
    LINK.format(number, headline)
    for number, headline in enumerate(
        (
            "Why the night boats of Larn never made money",
            "Mediator of the year: a portrait",
            "Island shops run out of flour as boats stay in port",
        )
    )
)


class Page(NamedTuple):
    """A page, and what its markup holds around the story."""

    name: str
    body: str
    head: str = ""


def page(one: Page) -> str:
    """Return the whole page."""
    return f"<!DOCTYPE html><html lang=en><head><title>{TITLE}</title>{one.head}</head><body>{one.body}</body></html>"


def _article(*parts: str, attributes: str = "") -> str:
    return f"<main><article {attributes}><h1>{TITLE}</h1>{''.join(parts)}</article></main>"


PAGES = (
    Page(
        "wordpress, block theme",
        _article(
            f"<div class='entry-content wp-block-post-content'>{P[0]}{P[1]}",
            f"<div class='wp-block-group is-layout-constrained'><p><strong>{FIRST}</strong></p>"
            f"</div>{P[2]}{P[3]}{P[4]}",
            "<div class='wp-block-jetpack-subscriptions'><form><p>Type your email to get each story.</p>"
            "<button>Go</button></form></div></div>",
            f"<h2 class='wp-block-heading'>More of this</h2><ul class='wp-block-latest-posts__list'>"
            f"<li>{SECOND}</li><li>{THIRD}</li></ul>",
        ),
    ),
    Page(
        "wordpress, classic theme with sharing and related posts",
        _article(
            f"<div class='entry-content'>{''.join(P)}<div class='sharedaddy sd-sharing-enabled'><h3>Pass it on</h3>"
            "<ul><li><a href='?share=x'>Click to pass it on (opens in a window)</a></li></ul></div>",
            f"<div id='jp-relatedposts' class='jp-relatedposts'><h3><em>Much alike</em></h3><p>{FIRST}</p><p>In harbour"
            " news, of the same week</p></div></div>",
            "<div class='author-box'><p>Orla Venn writes about the coast from her house on the quay.</p></div>",
        ),
    ),
    Page(
        "arc, with a promotion among the paragraphs",
        _article(
            f"<div class='article-body-wrapper b-article-body'>{P[0]}{P[1]}{P[2]}"
            f"<div class='interstitial-link block-margin-bottom'><p>[ {FIRST} ]</p></div>{P[3]}"
            "<div data-component='newsletter-promo' class='b-promo'>"
            "<p>The coast in five minutes, each morning at six.</p>"
            f"<p>It costs nothing.</p></div>{P[4]}</div>",
        ),
    ),
    Page(
        "drupal, with fields",
        _article(
            f"<div class='field field--name-body'>{''.join(P)}</div>",
            f"<div class='field field--name-field-related-articles'><div class='field__label'>On this matter</div>"
            f"<div class='field__items'><div class='field__item'>{FIRST}</div><div class='field__item'>{SECOND}</div>"
            "</div></div><div class='field field--name-field-tags'><a href='/t/1'>Larn</a> <a href='/t/2'>Ferries"
            "</a></div>",
        ),
    ),
    Page(
        "amp",
        _article(
            f"{P[0]}{P[1]}<amp-ad width=300 height=250 type=x><p>Shown here by somebody who pays</p></amp-ad>{P[2]}",
            f"<section class='amp-related-articles'><h3>Also told here</h3><p>{FIRST}</p><p>{THIRD}</p>"
            f"</section>{P[3]}{P[4]}",
            "<footer class='amp-wp-footer'><p>Back to the top of this</p></footer>",
        ),
    ),
    Page(
        "ghost, with a sign-up card",
        _article(
            f"<section class='gh-content'>{P[0]}{P[1]}{P[2]}<div class='kg-card kg-signup-card'><h2>Larn by letter</h2>"
            "<p>Two thousand neighbours read it over breakfast.</p><button>Send it to me</button></div>"
            f"{P[3]}{P[4]}</section>",
            f"<aside class='read-next'><h3>Then this</h3><div>{FIRST}</div></aside>",
        ),
    ),
    Page(
        "substack",
        _article(
            f"<div class='available-content'><div class='body markup'>{P[0]}{P[1]}"
            "<div class='subscription-widget-wrap'><div class='subscription-widget'><p>The Quay Letter is paid for by "
            "those who read it. Take part if you can.</p></div></div>"
            f"{P[2]}{P[3]}{P[4]}<p class='button-wrapper'><a class='button' href='https://example.org/x'>Pass this "
            "letter on to somebody</a></p></div></div>",
        ),
    ),
    Page(
        "blogger",
        f"<div class='post hentry'><h3 class='post-title'>{TITLE}</h3><div class='post-body entry-content'>{''.join(P)}"
        "</div><div class='post-footer'><span class='post-labels'>Filed: <a href='/l/1'>harbour</a></span></div>"
        f"</div><div class='blog-pager'>{FIRST}</div><div class='sidebar section'><div class='widget PopularPosts'>"
        f"<h2>What others like</h2><ul><li>{SECOND}</li><li>{THIRD}</li></ul></div></div>",
    ),
    Page(
        "tailwind: no names that say anything",
        _article(
            f"<div class='mt-4 text-lg leading-8'>{P[0]}{P[1]}<div class='my-6 border-l-4 pl-4'><p class='text-sm'>"
            f"{FIRST}</p></div>{P[2]}{P[3]}{P[4]}<ul class='mt-8 grid gap-2'><li>{SECOND}</li><li>{THIRD}</li>"
            f"</ul></div>",
        ),
    ),
    Page(
        "hashed names: only roles and labels tell",
        _article(
            f"<div class='sc-a1b2'>{P[0]}{P[1]}<div class='css-9x' role='complementary'><p>{FIRST}</p>"
            f"</div>{P[2]}{P[3]}"
            f"{P[4]}<div class='css-7q' role='navigation'><p>Harbour</p><p>{SECOND}</p></div></div>",
        ),
    ),
    Page(
        "live blog",
        _article(
            "".join(
                f"<div class='liveblog-post'><h2>{hour}.15: {about}</h2>{line}<div class='share-buttons'><span>Pass on "
                "this entry</span></div></div>"
                for hour, about, line in zip(
                    (9, 8, 7, 6, 5), ("Harbour opens", "Talks end", "Union speaks", "Tickets", "Costs"), P, strict=True
                )
            )
        ),
    ),
    Page(
        "paywall with an offer at the end",
        _article(
            f"<div class='article-body paywalled-content'>{''.join(P)}</div><div class='paywall-prompt'>"
            f"<h3>Read on for "
            "a crown a week</h3><p>You have come to the end of what is free this month.</p></div>"
        ),
    ),
    Page(
        "newsletter box among paragraphs",
        _article(
            f"<div class='story'>{P[0]}<div class='newsletter-inline'><p>The tide table and the news, by post.</p>"
            f"<p>By giving your address you agree to what is written elsewhere.</p></div>{''.join(P[1:])}</div>"
        ),
    ),
    Page(
        "aside with links",
        _article(f"{P[0]}{P[1]}<aside><h3>Of the same day</h3><p>{FIRST}</p><p>{SECOND}</p></aside>{''.join(P[2:])}"),
    ),
    Page(
        "consent in place of an embedded post",
        _article(
            f"{P[0]}{P[1]}{P[2]}<div class='embed-consent'><p>Here a third party would like to show something that it "
            f"keeps on its own computers.</p><button>Let it</button></div>{P[3]}{P[4]}"
        ),
    ),
    Page(
        "text for readers of screens",
        _article(f"<p class='visually-hidden'>Main part begins here below</p>{''.join(P)}"),
    ),
    Page(
        "heading over links that are gone",
        _article(f"{''.join(P)}<h3>From the same quay</h3><ul><li>{FIRST}</li><li>{SECOND}</li></ul>"),
    ),
    Page(
        "bold line over links in a row of paragraphs",
        _article(f"{''.join(P)}<p><strong>From the same quay</strong></p><ul><li>{FIRST}</li><li>{THIRD}</li></ul>"),
    ),
    Page(
        "links of one article in other languages",
        _article(f"{P[0]}{P[1]}<p>Lue myös: {THIRD}</p>{P[2]}<p><b>Přečtěte si: {FIRST}</b></p>{P[3]}{P[4]}"),
    ),
    Page(
        "comments below",
        _article(
            "".join(P),
            "<section id='comments' class='comments-area'><h2>Two thoughts on this</h2><ol class='comment-list'>"
            "<li><p>It"
            " was about time that they gave way, if you ask me.</p></li></ol></section>",
        ),
    ),
    Page(
        "disclosure above",
        _article(f"<div class='affiliate-disclosure'><p>What you buy here may earn us a coin.</p></div>{''.join(P)}"),
    ),
    Page(
        "list of contents of another page",
        _article(f"<div class='table-of-contents'><p>What you find here</p></div>{''.join(P)}"),
    ),
)

# What must stay: marks that hold the article, lists and links that belong to it.
KEPT = (
    Page(
        "the article within a form",
        f"<form id='aspnetForm'><div id='content'><h1>{TITLE}</h1>{''.join(P)}</div></form>",
    ),
    Page(
        "the article within something named after a newsletter",
        f"<div class='newsletter-page has-related-articles'><article><h1>{TITLE}</h1>{''.join(P)}</article></div>",
    ),
    Page("parts behind a pay wall", _article(*(f"<div class='paywall subscriber-only'>{line}</div>" for line in P))),
    Page(
        "components whose names only sound like furniture",
        _article(
            f"<div class='cmp-text'>{P[0]}</div><div class='v-cmp-suh'>{P[1]}</div>",
            "".join(P[2:]),
        ),
    ),
    Page(
        "links within sentences", _article(*(line.replace("the company", LINK.format(9, "the company")) for line in P))
    ),
)
