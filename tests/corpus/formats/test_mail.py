"""Mails as programs write them: texts in several parts, mails within mails, headers that no mail may have."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from corpus.formats import RawArticle
from tests.corpus.formats.sending import errors, read, titles

HEAD = b"From: Desk <desk@courier.example>\nSubject: Ferry\nDate: Sun, 5 Sep 2021 08:00:00 +0000\nMessage-ID: <1@x>\n"


def articles(data: bytes) -> list[RawArticle]:
    """Return the articles of a mail, all records of which must be one."""
    records = read(data, "a.eml")
    assert not errors(records)
    return [record for record in records if isinstance(record, RawArticle)]


def multipart(kind: str, *parts: str) -> bytes:
    """Return a mail of several parts."""
    made = "".join(f"--B\n{part}\n" for part in parts)
    return HEAD + f"MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary=B\n\n{made}--B--\n".encode()


def test_a_text_that_is_broken_up_by_attached_files_is_read_whole() -> None:
    html = "Content-Type: text/html\n\n<html><body><p>{}</p></body></html>"
    picture = "Content-Type: application/pdf; name=plan.pdf\n\nx"
    [found] = articles(multipart("mixed", html.format("First."), picture, html.format("Last.")))
    assert "<p>First.</p>" in found.html
    assert "<p>Last.</p>" in found.html
    assert "plan.pdf" in found.warnings[0].message


def test_plain_text_beside_html_is_kept_with_its_paragraphs() -> None:
    parts = ("Content-Type: text/html\n\n<p>Text.</p>", "Content-Type: text/plain\n\n1 < 2\n\nEnd.")
    [found] = articles(multipart("mixed", *parts))
    assert found.html == "<p>Text.</p>\n<p>1 &lt; 2</p><p>End.</p>"


def test_of_several_forms_of_one_text_one_is_taken() -> None:
    parts = ("Content-Type: text/plain\n\nPlain.", "Content-Type: text/html\n\n<p>Rich.</p>")
    for forms in (parts, parts[::-1]):
        [found] = articles(multipart("alternative", *forms))
        assert (found.html, found.text) == ("<p>Rich.</p>", "")
    [found] = articles(multipart("alternative", parts[0], "Content-Type: text/html\n\n"))
    assert found.text.strip() == "Plain."


def test_a_mail_that_is_attached_is_an_article_too() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"], inner["Message-ID"] = "Guard <g@guard.example>", "Statement", "<in@x>"
    inner.set_content("The ferry may sail.")
    outer["From"], outer["Subject"], outer["Message-ID"] = "Desk <d@x.example>", "Fwd: Statement", "<out@x>"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    forward, statement = articles(outer.as_bytes())
    assert (forward.id, forward.text.strip()) == ("out@x", "See below.")
    assert (statement.id, statement.source, statement.text.strip()) == ("in@x", "Guard", "The ferry may sail.")


def test_mails_in_mails_without_end_are_cut_off_with_a_reason() -> None:
    mail = HEAD + b"\nText.\n"
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "Desk <d@x.example>", "All of them"
    outer.set_content("See below.")
    for _ in range(120):
        outer.add_attachment(message_from_bytes(mail, policy=policy.default))
    records = read(outer.as_bytes(), "a.eml")
    assert len(titles(records)) == 100
    assert "more than 100 mails" in errors(records)[0].reason


def test_letters_that_a_header_may_not_have_are_read() -> None:
    for subject, title in ((b"caf\xe9", "café"), ("café".encode(), "café")):
        [found] = articles(HEAD.replace(b"Subject: Ferry", b"Subject: " + subject) + b"\nText.\n")
        assert found.title == title


def test_lines_that_flow_are_joined_as_their_writer_says() -> None:
    kind = b"Content-Type: text/plain; format=flowed%s\n\nThe ferry \nsailed.\n"
    assert articles(HEAD + kind % b"")[0].text == "The ferry sailed.\n"
    assert articles(HEAD + kind % b"; delsp=yes")[0].text == "The ferrysailed.\n"
