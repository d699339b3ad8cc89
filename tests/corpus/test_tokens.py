"""API tokens: made, shown once, seen by their owners, revoked."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from corpus.models import ApiToken
from corpus.models.token import user_of_key
from tests.corpus.roles import user_of

pytestmark = pytest.mark.django_db


def command(*arguments: str, **options: Any) -> str:
    output = StringIO()
    call_command("token", *arguments, stdout=output, **options)
    return output.getvalue().strip()


def test_a_token_is_shown_once_and_only_its_hash_is_kept() -> None:
    user = user_of("editor")
    key = command("editor", name="night feed")
    token = ApiToken.objects.get()
    assert user_of_key(key) == user
    assert key not in str(ApiToken.objects.values())
    assert (token.name, token.user) == ("night feed", user)
    assert len(key) > 40
    assert key.startswith("dateline_")


@pytest.mark.parametrize("key", ["", "dateline_", "dateline_wrong", "0" * 64, "\ud800", "x" * 100_000])
def test_a_key_that_was_never_made_is_nobodys(key: str) -> None:
    user_of("editor")
    command("editor")
    assert user_of_key(key) is None


def test_the_hash_itself_is_no_key() -> None:
    user_of("editor")
    command("editor")
    assert user_of_key(ApiToken.objects.get().digest) is None


def test_a_token_ends_with_its_revocation_and_rests_with_its_user() -> None:
    user = user_of("editor")
    key, other = command("editor"), command("editor")
    User.objects.update(is_active=False)
    assert user_of_key(key) is None
    User.objects.update(is_active=True)
    assert user_of_key(key) == user
    assert "is revoked" in command(revoke=ApiToken.objects.order_by("id")[0].pk)
    assert user_of_key(key) is None
    assert user_of_key(other) == user


def test_the_list_says_which_one_is_used() -> None:
    user_of("editor")
    used = command("editor", name="used")
    command("editor", name="idle")
    user_of_key(used)
    first, second = command(list=True).splitlines()
    assert "editor\tused\tlast used 20" in first
    assert second.endswith("editor\tidle\tnever used")


@pytest.mark.parametrize(("arguments", "options"), [([], {}), (["nobody"], {}), (["editor"], {"list": True})])
def test_a_wrong_call_is_explained(arguments: list[str], options: dict[str, Any]) -> None:
    user_of("editor")
    with pytest.raises(CommandError) as error:
        command(*arguments, **options)
    assert error.value.returncode == 2


def test_a_token_that_is_not_there_cannot_be_revoked() -> None:
    with pytest.raises(CommandError, match="There is no token 7"):
        command(revoke=7)


def test_an_editor_makes_a_token_in_the_admin_and_sees_it_this_once(client: Client) -> None:
    editor = user_of("editor")
    client.force_login(editor)
    made = client.post(reverse("admin:corpus_apitoken_add"), {"name": "night feed"})
    [key] = [word for word in made.content.decode().replace("<", " ").replace(">", " ").split() if "dateline_" in word][
        :1
    ]
    assert user_of_key(key) == editor
    assert "no-store" in made.headers["Cache-Control"]
    assert key not in str(client.session.items()) + str(client.cookies)
    for address in ("changelist", "change"):
        arguments = [] if address == "changelist" else [ApiToken.objects.get().pk]
        page = client.get(reverse(f"admin:corpus_apitoken_{address}", args=arguments)).content.decode()
        assert "night feed" in page
        assert key not in page
        assert ApiToken.objects.get().digest not in page


def test_editors_neither_see_nor_revoke_the_tokens_of_others_but_administrators_do(client: Client) -> None:
    user_of("editor")
    user_of("administrator")
    command("administrator", name="morning feed")
    delete = reverse("admin:corpus_apitoken_delete", args=[ApiToken.objects.get().pk])
    client.force_login(User.objects.get(username="editor"))
    assert "morning feed" not in client.get(reverse("admin:corpus_apitoken_changelist")).content.decode()
    client.post(delete, {"post": "yes"})
    assert ApiToken.objects.exists()
    command("editor", name="night feed")
    client.force_login(User.objects.get(username="administrator"))
    assert "night feed" in client.get(reverse("admin:corpus_apitoken_changelist")).content.decode()
    client.post(delete, {"post": "yes"})
    assert [token.name for token in ApiToken.objects.all()] == ["night feed"]
