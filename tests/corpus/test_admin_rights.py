"""Who may do what on the editors' desk: every address, every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from corpus.corrections import take_down
from corpus.models import (
    ApiToken,
    Article,
    Reprocessing,
    Revision,
    Source,
    SourceLine,
    StoryCorrection,
    TakeDown,
    Upload,
)
from corpus.reprocessing import start
from tests.corpus.roles import ROLES, user_of
from tests.corpus.test_ingest import record, send

pytestmark = pytest.mark.usefixtures("index")

OK, MOVED, REFUSED, MISSING, NO_METHOD = 200, 302, 403, 404, 405
Statuses = tuple[int, int, int]  # of reader, editor, administrator
ALL: Statuses = (OK, OK, OK)
NONE: Statuses = (REFUSED, REFUSED, REFUSED)
EDITORS: Statuses = (REFUSED, OK, OK)
EDITORS_MOVE: Statuses = (REFUSED, MOVED, MOVED)
ADMINISTRATORS: Statuses = (REFUSED, REFUSED, OK)
READ_ONLY: Statuses = (NO_METHOD, NO_METHOD, NO_METHOD)

# address -> what GET answers, what POST answers; a form sent empty comes back with its faults (200)
MATRIX: dict[str, tuple[Statuses, Statuses]] = {
    "index": (ALL, ALL),
    "app_list": (ALL, ALL),
    "password_change": (ALL, ALL),
    "password_change_done": (ALL, READ_ONLY),
    "jsi18n": (ALL, READ_ONLY),
    "autocomplete": (ALL, READ_ONLY),
    "view_on_site": ((MOVED, MOVED, MOVED), (MOVED, MOVED, MOVED)),
    "corpus_apitoken_changelist": (EDITORS, EDITORS),
    "corpus_apitoken_add": (EDITORS, EDITORS),
    "corpus_apitoken_change": (EDITORS, NONE),
    "corpus_apitoken_history": (EDITORS, EDITORS),
    "corpus_apitoken_delete": (EDITORS, EDITORS_MOVE),
    "corpus_article_changelist": (ALL, ALL),
    "corpus_article_add": (NONE, NONE),
    "corpus_article_change": (ALL, EDITORS),
    "corpus_article_history": (ALL, ALL),
    "corpus_article_delete": (EDITORS, EDITORS_MOVE),
    "corpus_revision_changelist": (ALL, ALL),
    "corpus_revision_add": (NONE, NONE),
    "corpus_revision_change": (ALL, NONE),
    "corpus_revision_history": (ALL, ALL),
    "corpus_revision_delete": (NONE, NONE),
    "corpus_reprocessing_changelist": (EDITORS, EDITORS),
    "corpus_reprocessing_add": (EDITORS, EDITORS),
    "corpus_reprocessing_change": (EDITORS, EDITORS_MOVE),
    "corpus_reprocessing_history": (EDITORS, EDITORS),
    "corpus_reprocessing_delete": (NONE, NONE),
    "corpus_reprocessing_progress": (EDITORS, READ_ONLY),
    "corpus_sourceline_changelist": (EDITORS, EDITORS),
    "corpus_sourceline_add": (NONE, NONE),
    "corpus_sourceline_change": (EDITORS, EDITORS_MOVE),
    "corpus_sourceline_history": (EDITORS, EDITORS),
    "corpus_sourceline_delete": (NONE, NONE),
    "corpus_storycorrection_changelist": (EDITORS, EDITORS),
    "corpus_storycorrection_add": (EDITORS, EDITORS),
    "corpus_storycorrection_change": (EDITORS, EDITORS_MOVE),
    "corpus_storycorrection_history": (EDITORS, EDITORS),
    "corpus_storycorrection_delete": (EDITORS, EDITORS_MOVE),
    "corpus_source_changelist": (ALL, ALL),
    "corpus_source_add": (ADMINISTRATORS, ADMINISTRATORS),
    "corpus_source_change": (ALL, EDITORS),
    "corpus_source_history": (ALL, ALL),
    "corpus_source_delete": (NONE, NONE),
    "corpus_takedown_changelist": (EDITORS, EDITORS),
    "corpus_takedown_add": (NONE, NONE),
    "corpus_takedown_change": (EDITORS, NONE),
    "corpus_takedown_history": (EDITORS, EDITORS),
    "corpus_takedown_delete": (EDITORS, EDITORS_MOVE),
    "corpus_upload_changelist": (ALL, ALL),
    "corpus_upload_add": (EDITORS, EDITORS),
    "corpus_upload_change": (ALL, NONE),
    "corpus_upload_history": (ALL, ALL),
    "corpus_upload_delete": (NONE, NONE),
    "corpus_upload_progress": (ALL, READ_ONLY),
    "corpus_upload_ledger": (ALL, READ_ONLY),
    "corpus_upload_preview": (EDITORS_MOVE, EDITORS_MOVE),
    "corpus_upload_step": (READ_ONLY, EDITORS_MOVE),
    "auth_user_changelist": (ADMINISTRATORS, ADMINISTRATORS),
    "auth_user_add": (ADMINISTRATORS, ADMINISTRATORS),
    "auth_user_change": (ADMINISTRATORS, ADMINISTRATORS),
    "auth_group_changelist": (ADMINISTRATORS, ADMINISTRATORS),
    "auth_group_add": (ADMINISTRATORS, ADMINISTRATORS),
    "auth_group_change": (ADMINISTRATORS, ADMINISTRATORS),
}


@pytest.fixture
def corpus() -> None:
    """Make one row of everything."""
    User.objects.create_user("somebody")
    send(record(1), record(2))
    send(record(1, text="The ferry was scrapped."))
    SourceLine.objects.create(source=Source.objects.get(), key="0" * 32, text="Win a weekend", place="end")
    start()
    StoryCorrection.objects.create(article=Article.objects.get(external_id="1"))
    take_down([Article.objects.get(external_id="2").pk], user=None)
    ApiToken.objects.create(user=User.objects.get(), name="night feed", digest="0" * 64)


def address(name: str) -> str:
    rows = {
        "apitoken": ApiToken,
        "article": Article,
        "revision": Revision,
        "reprocessing": Reprocessing,
        "source": Source,
        "sourceline": SourceLine,
        "storycorrection": StoryCorrection,
        "takedown": TakeDown,
        "upload": Upload,
        "user": User,
        "group": Group,
    }
    application, _, rest = name.partition("_")
    model, _, verb = rest.partition("_")
    if application in ("corpus", "auth") and verb not in ("changelist", "add"):
        return reverse(f"admin:{name}", args=[rows[model].objects.order_by("pk")[0].pk])
    if name == "app_list":
        return reverse("admin:app_list", args=["corpus"])
    if name == "view_on_site":
        from django.contrib.contenttypes.models import ContentType

        kind = ContentType.objects.get_for_model(Article)
        return reverse("admin:view_on_site", args=[kind.pk, Article.objects.get().pk])
    if name == "autocomplete":
        return reverse("admin:autocomplete") + "?app_label=corpus&model_name=article&field_name=source&term=h"
    return reverse(f"admin:{name}")


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns)
        elif entry.name:
            yield entry.name


def test_no_address_of_the_desk_is_missing_here() -> None:
    known = {name for name in names(admin.site.get_urls()) if not name.startswith(("auth_", "axes_"))}
    assert known - set(MATRIX) == {"login", "logout"}
    assert {name for name in MATRIX if name.startswith("corpus_")} <= known


@pytest.mark.parametrize("name", MATRIX)
def test_who_is_no_staff_is_sent_to_the_login(name: str, client: Client, corpus: None) -> None:
    for answer in (client.get(address(name)), client.post(address(name))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/?next=/admin/")
    client.force_login(User.objects.create_user("guest"))
    for answer in (client.get(address(name)), client.post(address(name))):
        # Django sends whoever is signed in but no staff to the login, too.
        assert answer.status_code == 302
        assert name == "view_on_site" or answer["Location"].startswith("/admin/login/?next=/admin/")


@pytest.mark.parametrize("name", MATRIX)
def test_each_role_may_do_what_its_rights_say(name: str, client: Client, corpus: None) -> None:
    got = [statuses(name, role, client) for role in ROLES]
    assert got == list(zip(*MATRIX[name], strict=True)), ROLES


def statuses(name: str, role: str, client: Client) -> tuple[int, int]:
    """Return what GET and POST answer this role; what it changes is taken back, for the next to find all as it was."""
    with transaction.atomic():
        client.force_login(user_of(role))
        ApiToken.objects.update(user=User.objects.get(username=role))  # nobody sees those of others
        sent = {"post": "yes"} if name.endswith("_delete") else {}
        found = client.get(address(name)).status_code, client.post(address(name), sent).status_code
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_an_address_without_a_page_leads_to_the_row(role: str, client: Client, corpus: None) -> None:
    client.force_login(user_of(role))
    article = Article.objects.get().pk
    assert client.get(f"/admin/corpus/article/{article}/")["Location"] == f"/admin/corpus/article/{article}/change/"
    assert client.get("/admin/corpus/upload/999/progress/").status_code == MISSING


@pytest.mark.parametrize("action", ["hide", "show", "delete_selected"])
def test_a_reader_can_call_no_action(action: str, client: Client, corpus: None) -> None:
    client.force_login(user_of("reader"))
    article = Article.objects.get()
    sent = {"action": action, "_selected_action": [article.pk], "post": "yes"}
    client.post(reverse("admin:corpus_article_changelist"), sent)
    assert Article.objects.get().version == article.version


def test_the_roles_are_there_from_the_first_start(db: None) -> None:
    user_of("reader")
    rights = {
        group.name: {f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.all()}
        for group in Group.objects.filter(name__in=["Reader", "Editor", "Administrator"])
    }
    assert rights["Reader"] == {"corpus.view_article", "corpus.view_source", "corpus.view_upload"}
    assert rights["Reader"] < rights["Editor"] < rights["Administrator"]
    assert not any(right.startswith("auth.") for right in rights["Editor"])
