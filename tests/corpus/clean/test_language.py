"""The language of an article."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.clean.language import UNKNOWN, detect_language, normalise_language

ENGLISH = "The ferries between Old Harbour and Marsh Island sail again, the governor of the province said on Monday. "
GERMAN = "Die Fähren zwischen dem Alten Hafen und der Marschinsel fahren wieder, sagte die Gouverneurin am Montag. "
FRENCH = "Les ferries entre le vieux port et l'île reprennent la mer, a déclaré lundi la gouverneure de la province. "
ROOT = Path(__file__).resolve().parents[3]
RUSSIAN = "Паромы между старой гаванью и островом снова ходят, заявила в понедельник губернатор провинции. "
PERSIAN = "فرماندار استان روز دوشنبه گفت که کشتی‌ها دوباره بین بندر قدیمی و جزیره حرکت می‌کنند. "
CHINESE = "省长周一表示，老港和沼泽岛之间的渡轮恢复通航。"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        (GERMAN, "de"),
        (FRENCH, "fr"),
        (RUSSIAN, "ru"),
        (PERSIAN, "fa"),
        (CHINESE, "zh"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text, "") == language


@pytest.mark.parametrize("text", ["", "Kabul", "12:30 — 14:00", "<>!?", "Merkel", "....." * 100, "7 3 " * 200])
def test_too_little_text_is_undetermined(text: str) -> None:
    assert detect_language(text, "") == UNKNOWN


@pytest.mark.parametrize(
    "headline",
    ["Nigerian preacher dies after church programme", "Biden names ambassadors to Canada, Slovenia and Austria",
     "Taliban fighters capture Bazarak and Rukha in Panjshir", "GOVERNOR SAYS FERRIES TO SAIL AGAIN WITHIN WEEK"],
)  # fmt: skip
def test_headlines_full_of_names_are_english(headline: str) -> None:
    assert detect_language(headline, "") == "en"


@pytest.mark.parametrize(
    ("declared", "code"),
    [("en-us", "en"), ("en_GB", "en"), ("EN", "en"),
     ("eng", "en"), ("English", "en"), ("en-uk", "en"), ("Deutsch", "de"),
     ("zh-Hans-CN", "zh"),
     ("English (United States)", "en"), ("prs", "fa"), ("nb", "no"), ("uk", "uk"), ("fr, en", "fr"),
     ("und", ""), ("mul", ""), ("xx", ""), ("", ""), ("unknown", ""), ("12", "")],
)  # fmt: skip
def test_declared_languages(declared: str, code: str) -> None:
    assert normalise_language(declared) == code


def test_the_record_is_believed_over_a_short_text() -> None:
    assert detect_language("Merkel tritt zurück", "en-us") == "en"
    assert detect_language(GERMAN, "en") == "en"


def test_a_long_text_plainly_in_another_language_is_believed_over_the_record() -> None:
    assert detect_language(GERMAN * 6, "en-us") == "de"
    assert detect_language(ENGLISH * 6, "en-us") == "en"


@pytest.mark.parametrize("foreign", [GERMAN, FRENCH, RUSSIAN])
def test_a_text_that_quotes_english_keeps_its_language(foreign: str) -> None:
    assert detect_language(foreign * 4 + ENGLISH, "") == detect_language(foreign * 4, "") != "en"


def test_a_text_in_plain_english_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.clean.language._identifier", None)
    assert detect_language(ENGLISH * 6, "") == detect_language(ENGLISH * 6, "en-gb") == "en"


def test_a_near_language_does_not_contradict_the_record() -> None:
    assert detect_language(RUSSIAN * 6, "uk") == "uk"


def test_the_model_is_not_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, corpus.clean.language as language; language.detect_language('x', 'en');"
        "sys.exit(language._identifier.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
