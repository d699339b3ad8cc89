"""Every format that is read has a name that people are told."""

from __future__ import annotations

from typing import get_args

import pytest
from django.test import Client
from django.urls import reverse

from corpus.formats.content import shown_name
from corpus.formats.names import NAMES, PACKINGS
from corpus.formats.sniff import BinaryFormat, Format, Packing
from tests.corpus.formats.sending import errors, read
from tests.corpus.roles import user_of


def test_each_reader_has_a_name() -> None:
    assert set(NAMES) == {*get_args(Format), *get_args(BinaryFormat), "word"}
    assert set(PACKINGS) == set(get_args(Packing))


@pytest.mark.django_db
def test_the_desk_and_a_refusal_name_them_all(client: Client) -> None:
    client.force_login(user_of("editor"))
    page = client.get(reverse("admin:corpus_upload_add")).content.decode()
    (refusal,) = errors(read(b"\x89PNG\r\n\x1a\n" + bytes(40), "photo.png"))
    names = [*NAMES.values(), *PACKINGS.values()]
    assert [name for name in names if name not in page or name not in refusal.reason] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("caf\udce9.txt", "café.txt"),
        ("caf\udcc3\udca9.txt", "café.txt"),
        ("a\ud800b\udce9.txt", "a\ufffdbé.txt"),
        ("a\ud800b.txt", "a\ufffdb.txt"),
        ("a\nb\x1b[2J.txt", "a b [2J.txt"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_a_files_name_is_shown_so_that_it_harms_nobody(name: str, shown: str) -> None:
    assert shown_name(name) == shown
