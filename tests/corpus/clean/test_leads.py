"""Links to other articles in other languages than English."""

from __future__ import annotations

import pytest

from tests.corpus.clean.article import assert_taken_out


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch: Warum die Nachtboote nie Gewinn machten",
        "Mehr zum Thema",
        "Mehr zum Thema auf Hafenbote.example:",
        "Das könnte Sie auch interessieren:",
        "Le puede interesar: El barco que nunca llegó a la isla",
        "VEA TAMBIÉN: Así quedó el muelle después de la tormenta",
        "Leia também: Pescadores pedem mais tempo",
        "À lire aussi : Les bateaux de nuit n’ont jamais rien rapporté",
        "Pour aller plus loin",
        "Leggi anche > Il traghetto fantasma",
        "Lees ook: Waarom de nachtboot stopt",
        "Läs också: Färjan som försvann",
        "Lue myös: Yövuorot loppuvat",
        "Czytaj też: Prom, który nie wrócił",
        "Přečtěte si také: Noční lodě končí",
        "Olvassa el ezt is: Az utolsó komp",
        "Citește și: Feribotul care nu s-a mai întors",
        "Читайте также: Паром, который не вернулся",
        "Читайте також: Пором, який не повернувся",
        "Διαβάστε επίσης: Το τελευταίο πλοίο",
        "İlgili haberler",
        "Baca juga: Feri malam berhenti berlayar",
        "اقرأ أيضا: العبارة الأخيرة",
        "بیشتر بخوانید: آخرین کشتی",
        "延伸閱讀：最後一班渡輪停駛",
        "関連記事",
        "관련 기사",
    ],
)
def test_links_in_other_languages_go(line: str) -> None:
    assert_taken_out(line, at=["head", "inside", "end"])


@pytest.mark.parametrize(
    "line",
    [
        "Mehr Boote fahren nun auch nachts.",
        "Auch lesen lernen die Kinder an Bord.",
        "Le puede costar el cargo al ministro.",
        "Más información llegó por la tarde al puerto de Larn.",
        "À lire le rapport, rien ne manquait à bord.",
        "Lea Winter, Kapitänin: „Wir fahren wieder.“",
        "Mira Dorren, the mediator, left before dawn.",
        "Se mer: hun gikk ombord uten å se seg tilbake.",
    ],
)
def test_sentences_that_begin_alike_stay(line: str) -> None:
    assert_taken_out(line, at=[])
