"""What elements of a page say of themselves: roles, and the names that the programs of newsrooms give their boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lxml import html as lxml_html

from corpus.clean.words import words

_MOST: Final = 1_200  # letters of a box
_FEW: Final = 250


@dataclass(frozen=True, slots=True)
class Mark:
    """Why an element may be furniture: the word, how many letters it may hold, and whether they must be links."""

    name: str
    most: int = _MOST
    needs_links: bool = False


# A box named like this is furniture, however it is worded.
# Languages: English, German, Spanish, Portuguese, French, Italian.
_SURE: Final = frozenset(
    words(
        """
        newsletter newsletters outbrain taboola zergnet revcontent mgid disqus breadcrumb breadcrumbs
        addtoany addthis sharedaddy sharethis jp-relatedposts jprelatedposts yarpp recirc recirculation
        signup disclosure disclaimer eztoc kommentare comentarios commentaires commenti
        pagination consent gdpr borlabs cookiebot onetrust usercentrics embedconsent
        """
    )
)
# These stand for furniture in pairs only, or where the whole name is one of them.
_PAIRS: Final = frozenset(
    words(
        """
        related-articles related-article related-posts related-post related-content related-stories related-story
        related-links related-link related-news related-topics related-items related-box related-list related-reading
        related-coverage related-videos related-video related-widget related-block related-section related-wrapper
        inline-related story-related article-related in-related more-related read-also
        read-next more-stories more-news more-articles more-from more-on more-like see-also also-read also-like
        you-may you-might up-next next-up next-article recommended-articles recommended-videos recommended-stories
        recommended-posts recommended-content recommended-reading article-recommendations article-recommended
        most-read most-popular most-viewed most-shared popular-posts popular-articles trending-now trending-stories
        trending-articles latest-news latest-articles latest-stories latest-posts editors-picks
        share-bar share-buttons share-button share-links share-tools share-this share-icons share-widget share-container
        share-list share-article social-share social-sharing social-bar social-links social-icons social-buttons
        social-media social-follow article-share post-share post-sharing sharing-buttons follow-us follow-buttons
        sign-up signup-box signup-form email-signup subscribe-form subscribe-box subscribe-widget subscription-widget
        subscription-box subscribe-button subscribe-cta newsletter-signup inline-newsletter email-form mailing-list
        tag-list tags-list tag-cloud tags-links post-tags article-tags entry-tags story-tags topic-tags article-topics
        topics-list topic-list tag-links taglist post-meta-tags cat-links post-categories
        ez-toc intext-links article-disclaimer next-story nextstory table-of-contents
        author-bio author-box author-info author-card author-description author-about author-profile about-author
        about-the-author post-author-box byline-bio author-details author-biography article-author-bio
        comments-area comment-list comment-form comment-respond comments-section comments-link comment-count
        post-navigation nav-links nav-next nav-previous entry-footer-nav
        cookie-notice cookie-banner cookie-consent cookie-law cookie-bar cookie-policy cookie-message
        cookie-hint consent-banner privacy-notice
        ad-container ad-wrapper ad-slot ad-unit ad-label ad-placeholder ad-text ad-notice advertisement-label
        adv-label sponsored-content sponsored-links sponsored-posts promo-box promo-block promo-unit promoted-content
        amp-ad amp-sidebar amp-consent print-header print-footer print-only
        paywall-prompt paywall-message paywall-banner subscription-prompt regwall reg-wall meter-message
        donation-box donate-box donation-form donate-block support-us support-box membership-prompt
        call-to cta-box cta-block cta-banner app-promo app-download whatsapp-channel telegram-channel google-news
        skip-link skip-links skip-nav skip-to
        """
    )
)
# Names of boxes that as often hold the article's own words: only where all they hold is links.
_IF_LINKED: Final = frozenset(
    words(
        """
        related relacionadas relacionados relacionada relacionado verwandte lire-aussi leia-tambem
        recommended recommendation recommendations teaser teasers promo promos widget sidebar
        share social follow tags topics popular read-more readmore trending latest mostread more links linklist
        link-list
        subscribe subscription signup cta sponsored sponsor advert advertisement advertorial
        card cards carousel slider list-group category categories kicker eyebrow
        """
    )
)
# Read to those who do not see the page.
_HIDDEN: Final = frozenset(
    words(
        """
        sr-only visually-hidden visuallyhidden screen-reader screen-reader-text show-for-sr hidden-text u-hidden
        screenreader a11y-hidden element-invisible offscreen off-screen
        """
    )
)
_ROLES: Final = frozenset(words("navigation complementary search banner contentinfo dialog alertdialog toolbar menu"))
_LINKED_ROLES: Final = frozenset({"banner", "complementary"})
_TAGS: Final = {
    "nav": Mark("nav"),
    "button": Mark("button", _FEW),
    "form": Mark("form"),
    "footer": Mark("footer"),
    "aside": Mark("aside", needs_links=True),
    "dialog": Mark("dialog"),
}
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS: Final = re.compile(r"[-_:./]+")
_SPACED: Final = 6  # parts of a name that are looked at
_NAMES: Final = frozenset(
    words("class id data-component data-testid data-test data-type data-module data-block data-name data-widget-type")
)
_QUOTING: Final = frozenset({"blockquote", "q", "figure", "table"})
_LONGEST_NAME: Final = 600


def mark_of(element: lxml_html.HtmlElement) -> Mark | None:
    """Return what marks an element as furniture, None if nothing does."""
    tag = element.tag
    if tag in _TAGS:
        parent = element.getparent()
        if tag == "footer" and parent is not None and parent.tag in _QUOTING:
            return None
        return _TAGS[tag]
    weak = _mark_of_name(tag) if "-" in tag else None
    for name, value in element.attrib.items():
        if name in _NAMES and value:
            mark = _mark_of_name(value[:_LONGEST_NAME])
        elif name == "role" and value in _ROLES:
            mark = Mark(f"role {value}", needs_links=value in _LINKED_ROLES)
        else:
            continue
        if weak is None or (mark is not None and not mark.needs_links):
            weak = mark
    return weak


@lru_cache(maxsize=8_192)
def _mark_of_name(value: str) -> Mark | None:
    """Return what the classes or the id of an element say."""
    weak: Mark | None = None
    for name in value.split():
        parts = [part for part in _PARTS.split(_CAMEL.sub("-", name).lower()) if part][:_SPACED]
        pairs = ["-".join(parts[start : start + 2]) for start in range(len(parts) - 1)]
        triples = ["-".join(parts[start : start + 3]) for start in range(len(parts) - 2)]
        if not _HIDDEN.isdisjoint((*parts, *pairs, *triples)):
            return Mark("hidden", _FEW)
        for one in (*parts, *pairs, *triples):
            if one in _SURE or one in _PAIRS:
                return Mark(one)
            if one in _IF_LINKED:
                weak = weak or Mark(one, needs_links=True)
    return weak
