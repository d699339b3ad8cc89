"""Web pages: the article's text and its publication date."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from statistics import fmean

from corpus.clean import clean_article
from corpus.clean.html import page_metadata
from corpus.clean.published import parse_published, published_from_url
from corpus.evaluation.data import Setting, read_page, read_records
from corpus.evaluation.rows import Row, Target

SHINGLE_WORDS = 4
TODAY = date(2026, 1, 1)
FOLDER = "html-scrapinghub"
_WORD = re.compile(r"\w+")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text with their counts; a shorter text is one run."""
    words = _WORD.findall(text)
    runs = (tuple(words[start : start + SHINGLE_WORDS]) for start in range(max(1, len(words) - SHINGLE_WORDS + 1)))
    return Counter(run for run in runs if run)


def shingle_scores(gold: str, found: str) -> tuple[float, float]:
    """Return precision and recall of a text, as article-extraction-benchmark defines them."""
    wanted, had = shingles(gold), shingles(found)
    right = (wanted & had).total()
    wrong, missed = had.total() - right, wanted.total() - right
    if not wrong and not missed:
        return 1.0, 1.0
    return (right / (right + wrong) if right + wrong else 0.0), (right / (right + missed) if right + missed else 0.0)


def article_text(setting: Setting) -> list[Row]:
    """Word-shingle F1 of the article's text on whole pages: mean precision and mean recall, then their F1."""
    scores = []
    for record in setting.records(f"{FOLDER}/gold.jsonl"):
        page = read_page(setting.data / FOLDER / record["html"])
        clean = clean_article(title="", text="", html=page, whole_page=True, url=record["url"])
        scores.append(shingle_scores(record["text"], clean.text))
    precision, recall = fmean(one[0] for one in scores), fmean(one[1] for one in scores)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return [Row("html-scrapinghub", "article text, shingle F1", f1, len(scores), precision, recall, Target(0.96))]


def publication_date(setting: Setting) -> list[Row]:
    """Exact day of publication, against days read off the pages: from the page alone, and with its address."""
    gold = {one["id"]: one["published"] for one in read_records(setting.labels / "published.jsonl")}
    pages = [
        (read_page(setting.data / FOLDER / one["html"]), one["url"], gold[one["id"]])
        for one in setting.records(f"{FOLDER}/gold.jsonl")
        if gold.get(one["id"])
    ]
    rows = []
    for how, with_address in (("page alone", False), ("page and address", True)):
        found = [(found_day(page, url if with_address else ""), days) for page, url, days in pages]
        right = sum(day in days for day, days in found)
        wrong = sum(day not in ("", *days) for day, days in found)
        n = max(1, len(pages))
        note = f"{len(pages) - right - wrong} not found"
        rows.append(
            Row("html-scrapinghub", f"publication date, {how}: exact day", right / n, len(pages), target=Target(0.90),
                note=note)
        )  # fmt: skip
        rows.append(
            Row("html-scrapinghub", f"publication date, {how}: wrong day", wrong / n, len(pages),
                target=Target(0.03, at_most=True))
        )  # fmt: skip
    return rows


def found_day(page: str, url: str = "") -> str:
    """Return the day of publication that cleaning finds in a page, else in its address (ISO); "" if none or coarser."""
    found = parse_published(page_metadata(page, url).published or published_from_url(url), today=TODAY)
    return found.first.isoformat() if found.first and found.first == found.last else ""
