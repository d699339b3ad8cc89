"""The editors' desk in a browser: sign in, hand over files, watch them go in, correct an article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from corpus.models import Article, LedgerRow, Revision, TakeDown, Upload
from corpus.worker import Worker, claim, work_on
from tests.corpus.roles import user_of
from tests.e2e.conftest import MARKS, Watch
from tests.search.stories import Stories

pytestmark = list(MARKS)

# Django’s forms.css imports another sheet; to read it axe would write an inline style, which our policy refuses.
WITHOUT_PRELOAD = {"preload": False}

PAGES = {
    "login": "/admin/login/",
    "index": "/admin/",
    "hand over": "/admin/corpus/upload/add/",
    "upload": "/admin/corpus/upload/{upload}/change/",
    "waiting upload": "/admin/corpus/upload/{waiting}/change/",
    "held upload": "/admin/corpus/upload/{held}/preview/",
    "rolled back upload": "/admin/corpus/upload/{rolled_back}/change/",
    "revisions": "/admin/corpus/revision/",
    "revision": "/admin/corpus/revision/{revision}/change/",
    "uploads": "/admin/corpus/upload/",
    "articles": "/admin/corpus/article/",
    "article": "/admin/corpus/article/{article}/change/",
    "take down": "/admin/corpus/article/{article}/delete/",
    "history": "/admin/corpus/article/{article}/history/",
    "sources": "/admin/corpus/source/",
    "source": "/admin/corpus/source/{source}/change/",
    "take-downs": "/admin/corpus/takedown/",
    "reprocessings": "/admin/corpus/reprocessing/",
    "clean and extract again": "/admin/corpus/reprocessing/add/",
    "source lines": "/admin/corpus/sourceline/",
    "take-down": "/admin/corpus/takedown/{takedown}/change/",
}


# A folder cannot be dragged from outside, so the page is given what a browser makes of one.
DROP = """() => {
  const file = (name, path) => ({
    isFile: true, name, fullPath: path,
    file: (done) => done(new File([`${name}\\n\\nThe text of ${name}, long enough.`], name)),
  });
  const folder = (name, entries) => ({
    isFile: false, name,
    createReader: () => { const left = [entries, []]; return { readEntries: (done) => done(left.shift()) }; },
  });
  const entries = [
    folder("desk", [file("a.txt", "/desk/a.txt"), folder("north", [file("b.txt", "/desk/north/b.txt")])]),
    file("c.txt", "/c.txt"),
  ];
  const event = new Event("drop", { bubbles: true, cancelable: true });
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  event.dataTransfer = { types: ["Files"], files: [], items };
  document.body.dispatchEvent(event);
}"""
PREVIEW = {
    "columns": [
        {
            "column": "Überschrift",
            "example": "The zeppelin lands",
            "known_as": "",
            "read_as": "title",
            "chosen": "title",
        },
        {"column": "Seite", "example": "3", "known_as": "", "read_as": "", "chosen": "auto"},
    ],
    "records": [
        {
            "file": "columns.csv",
            "member": "",
            "line": 2,
            "status": "new",
            "article": None,
            "reason": "",
            "field": "",
            "external_id": "7",
            "title": "The zeppelin lands",
            "source": "Harbour Courier",
            "language": "en",
            "published": "2023-04",
            "published_status": "inferred",
            "text": "It landed at noon.",
            "actors": ["Ana"],
            "locations": [],
            "warnings": [{"field": "url", "message": "is not a web address: left out"}],
        },
        {
            "file": "columns.csv",
            "member": "",
            "line": 3,
            "status": "failed",
            "reason": "has no title and no text",
            "field": "text",
            "external_id": "",
            "title": "",
        },
    ],
    "more": False,
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write a file with a good and a bad record, and one with an article of its own."""
    lines = tmp_path / "harbour.jsonl"
    good = {"id": "h1", "source": "Harbour Courier", "title": "The zeppelin lands", "text": "It landed at noon."}
    lines.write_text(json.dumps(good) + "\n{broken\n", "utf-8")
    text = tmp_path / "ferry.txt"
    text.write_text("The ferry sails again\n\nThe ferry sailed again on Monday after a week in the yard.\n", "utf-8")
    return [lines, text]


@pytest.fixture
def editors_page(page: Page, watch: Watch) -> Page:
    """Return a page of 1280 pixels at the login."""
    user_of("editor")
    page.set_viewport_size({"width": 1280, "height": 1000})
    watch.over(page).goto(watch.home + "/admin/")
    return page


@pytest.fixture
def plain_page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """Return a page at the login without JavaScript."""
    user_of("editor")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 1000})
    page = watch.over(context.new_page())
    page.goto(watch.home + "/admin/")
    yield page
    context.close()


def sign_in(page: Page) -> None:
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Editors’ desk")


def hand_over(page: Page, home: str, files: list[Path]) -> None:
    page.goto(home + "/admin/corpus/upload/add/")
    page.get_by_label("Files").set_input_files([str(file) for file in files])
    page.get_by_label("Extractor").select_option("none")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("harbour.jsonl and 1 more")
    expect(page.locator("[data-progress=status]")).to_have_text("Queued, waiting for the worker")


def work() -> None:
    upload = claim()
    assert upload is not None
    work_on(upload)


def see_the_ledger(page: Page) -> None:
    expect(page.locator("[data-progress=status]")).to_have_text("Done", timeout=15_000)
    counts = {each: page.locator(f"[data-count={each}]") for each in ("sent", "new", "failed")}
    expect(counts["sent"]).to_have_text("3")
    expect(counts["new"]).to_have_text("2")
    expect(counts["failed"]).to_have_text("1")
    ledger = page.get_by_role("region", name="Ledger")
    expect(ledger).to_contain_text("The zeppelin lands")
    expect(ledger.get_by_role("row")).to_have_count(4)
    page.get_by_role("link", name="failed (1)").click()
    expect(page.get_by_role("region", name="Ledger").get_by_role("row")).to_have_count(2)


def test_the_page_of_an_upload_follows_it_to_its_ledger(editors_page: Page, watch: Watch, files: list[Path]) -> None:
    page = editors_page
    sign_in(page)
    hand_over(page, watch.home, files)
    page.evaluate("window.unloaded = false; addEventListener('pagehide', () => { window.unloaded = true })")
    work()
    expect(page.get_by_role("status")).to_have_text(
        "Done: 3 records – 2 new, 0 updated, 0 duplicate, 0 skipped, 1 failed.", timeout=15_000
    )
    assert page.evaluate("window.unloaded") is False
    see_the_ledger(page)


def test_the_ledger_follows_while_an_upload_runs(editors_page: Page, watch: Watch, files: list[Path]) -> None:
    page = editors_page
    sign_in(page)
    hand_over(page, watch.home, files)
    expect(page.get_by_role("region", name="Ledger")).to_contain_text("No records yet.")
    upload = Upload.objects.latest("pk")
    LedgerRow.objects.create(
        upload=upload, sequence=1, file="harbour.jsonl", status="failed", title="A broken line", reason="cut off"
    )
    Upload.objects.filter(pk=upload.pk).update(sent=1, failed=1)
    expect(page.get_by_role("region", name="Ledger")).to_contain_text("A broken line", timeout=15_000)
    page.get_by_role("searchbox", name="Text").fill("broken")
    LedgerRow.objects.create(upload=upload, sequence=2, file="harbour.jsonl", status="new", title="Another line")
    Upload.objects.filter(pk=upload.pk).update(sent=2, new=1)
    expect(page.locator("[data-count=new]")).to_have_text("1", timeout=15_000)
    expect(page.get_by_role("searchbox", name="Text")).to_have_value("broken")


def test_a_table_is_looked_at_its_columns_corrected_and_taken_in(
    editors_page: Page, watch: Watch, tmp_path: Path
) -> None:
    page = editors_page
    sign_in(page)
    table = tmp_path / "spalten.csv"
    table.write_text("Kopf;Rumpf\nThe zeppelin lands;It landed at noon.\n", "utf-8")
    page.goto(watch.home + "/admin/corpus/upload/add/")
    page.get_by_label("Files").set_input_files(str(table))
    expect(page.get_by_role("status")).to_contain_text("spalten.csv, 49 bytes")
    page.get_by_label("Extractor").select_option("none")
    page.get_by_role("button", name="Dry run first").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dry run: spalten.csv", timeout=20_000)
    page.get_by_label("Kopf is read as").select_option("title")
    page.get_by_label("Rumpf is read as").select_option("text")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("region", name="1 record")).to_contain_text("The zeppelin lands", timeout=20_000)
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("[data-progress=status]")).to_have_text("Queued, waiting for the worker")
    work()
    expect(page.locator("[data-count=new]")).to_have_text("1", timeout=15_000)


def test_who_was_signed_out_meanwhile_is_told_what_to_do(editors_page: Page, watch: Watch, files: list[Path]) -> None:
    page, before = editors_page, Upload.objects.count()
    sign_in(page)
    page.goto(watch.home + "/admin/corpus/upload/add/")
    page.get_by_label("Files").set_input_files([str(file) for file in files])
    page.context.clear_cookies()
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("status")).to_contain_text("Load this page again, sign in", timeout=15_000)
    expect(page.get_by_role("status")).to_contain_text("Nothing was handed over.")
    assert Upload.objects.count() == before
    watch.logged.clear()  # the browser logs the refusal itself


def test_a_folder_that_is_dropped_keeps_its_paths(editors_page: Page, watch: Watch) -> None:
    page = editors_page
    sign_in(page)
    page.goto(watch.home + "/admin/corpus/upload/add/")
    page.evaluate(DROP)
    expect(page.get_by_role("status")).to_contain_text("3 files")
    page.get_by_label("Extractor").select_option("none")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("region", name="Files")).to_contain_text("desk/north/b.txt")
    expect(page.get_by_role("region", name="Files")).to_contain_text("c.txt")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-progress=message]")).to_have_text("Paused by editor. Nothing was taken in.")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("[data-progress=status]")).to_have_text("Queued, waiting for the worker")


def test_without_javascript_the_page_loads_itself_again(plain_page: Page, watch: Watch, files: list[Path]) -> None:
    page = plain_page
    sign_in(page)
    hand_over(page, watch.home, files)
    work()
    see_the_ledger(page)


def test_an_edit_is_searchable_after_one_look_of_the_worker(editors_page: Page, watch: Watch, stories: Stories) -> None:
    page = editors_page
    sign_in(page)
    article = stories.id("ferry")
    page.goto(f"{watch.home}/admin/corpus/article/{article}/change/")
    page.get_by_label("Title").fill("The zeppelin lands")
    page.get_by_label("Published").fill("next week")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorlist").last).to_contain_text("Write a year, month or day")
    page.get_by_label("Published").fill("2021-09")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    Worker(idle_seconds=0)._keep_index_fresh()
    page.goto(f"{watch.home}/?q=title:zeppelin&from=2021-09&to=2021-09")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"^\s*1 article"))


@pytest.fixture
def rows(stories: Stories) -> dict[str, int]:
    """Return the keys of one row of everything that the desk shows."""
    upload = Upload.objects.create(name="lamps.jsonl", status="done", sent=1, failed=1)
    waiting = Upload.objects.create(name="later.jsonl")
    held = Upload.objects.create(name="columns.csv", status="held", preview=PREVIEW)
    rolled_back = Upload.objects.create(name="oars.jsonl", status="rolled_back", sent=1, new=1, undone=1)
    LedgerRow.objects.create(
        upload=rolled_back, sequence=1, file="oars.jsonl", line=1, status="new", undone="kept", undone_reason="Kept."
    )
    LedgerRow.objects.create(upload=upload, sequence=1, file="lamps.jsonl", line=1, status="failed", reason="No title.")
    gone = TakeDown.objects.create(identity="text:0", article_id=1, title="Gone", source_name="Harbour Courier")
    article = Article.objects.get(pk=stories.id("ferry"))
    before = {"title": "An earlier title", "text": "An earlier text.", "source_id": article.source_id}
    revision = Revision.objects.create(article=article, upload=upload, version=1, columns=before)
    return {
        "held": held.pk,
        "rolled_back": rolled_back.pk,
        "revision": revision.pk,
        "upload": upload.pk,
        "waiting": waiting.pk,
        "takedown": gone.pk,
        "article": article.pk,
        "source": article.source_id,
    }


@pytest.fixture
def signed_in(editors_page: Page) -> Page:
    sign_in(editors_page)
    return editors_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desk(editors_page: Page, watch: Watch, rows: dict[str, int], scheme: str) -> None:
    page = editors_page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    faults: list[str] = []
    for name, address in PAGES.items():
        if name == "index":
            sign_in(page)
        page.goto(watch.home + address.format(**rows))
        for violation in Axe().run(page, options=WITHOUT_PRELOAD).response["violations"]:
            faults += [f"{name}: {violation['id']}: {node['html']}" for node in violation["nodes"]]
    assert faults == []


@pytest.mark.parametrize("width", [320, 375])
def test_no_page_of_the_desk_scrolls_sideways(signed_in: Page, watch: Watch, rows: dict[str, int], width: int) -> None:
    signed_in.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for name, address in PAGES.items():
        signed_in.goto(watch.home + address.format(**rows))
        needed = signed_in.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[name] = needed
    assert wide == {}
