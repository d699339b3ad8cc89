"""Every format that is read has a name that people are told."""

from __future__ import annotations

from typing import get_args

import pytest
from django.test import Client
from django.urls import reverse

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
