"""What is a copy, and what only looks like one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.stories.comparing import is_copy
from corpus.stories.reading import MOST_WORDS, Reading
from corpus.stories.sketch import LEAST_SHARED, sketch
from tests.corpus.stories.edits import ANOTHER, EDITS, REPORTS
from tests.corpus.stories.texts import COMPANIES, COPIES, OTHERS, RESULTS, TEXT, TITLE, WEATHER, WEATHERS

DAY = date(2023, 10, 4)


def reading(title: str, text: str, *, after: int | None = 0) -> Reading:
    day = DAY + timedelta(days=after) if after is not None else None
    return Reading(title, text, (day, day) if day else None)


REPORT = reading(TITLE, TEXT)


@pytest.mark.parametrize("change", COPIES)
def test_what_editors_make_of_a_report_is_a_copy(change: str) -> None:
    other = reading(*COPIES[change])
    assert is_copy(REPORT, other)
    assert is_copy(other, REPORT)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", REPORTS)
def test_whatever_editors_do_to_a_report_it_is_found_and_a_copy(name: str, edit: str) -> None:
    one = reading(REPORTS[name].title, REPORTS[name].text)
    other = reading(*EDITS[edit](REPORTS[name]))
    assert len(set(sketch(one.words)) & set(sketch(other.words))) >= LEAST_SHARED
    assert is_copy(one, other)


@pytest.mark.parametrize("kind", ANOTHER)
@pytest.mark.parametrize("name", REPORTS)
def test_what_others_write_on_an_event_is_not_a_copy(name: str, kind: str) -> None:
    report = REPORTS[name]
    assert not is_copy(reading(report.title, report.text), reading(*ANOTHER[kind](report)))


def test_two_copies_are_copies_of_each_other() -> None:
    assert is_copy(reading(*COPIES["another headline"], after=1), reading(*COPIES["cut at the end"]))


@pytest.mark.parametrize("change", OTHERS)
def test_another_piece_is_not_a_copy(change: str) -> None:
    assert not is_copy(REPORT, reading(*OTHERS[change]))


@pytest.mark.parametrize("after", [0, 1, 30])
def test_a_template_filled_anew_is_not_a_copy(after: int) -> None:
    weather = [reading("Coastal forecast", WEATHER.format(**each)) for each in WEATHERS]
    results = [reading("Third quarter", RESULTS.format(**each), after=after) for each in COMPANIES]
    assert not is_copy(weather[0], reading(weather[1].title, weather[1].text, after=after))
    assert not is_copy(results[0], results[1])


def test_a_text_that_comes_again_months_later_is_a_copy_but_a_column_is_not() -> None:
    assert is_copy(REPORT, reading(TITLE, TEXT, after=90))
    column = "A selection of the most striking photographs from around the coast, chosen by our picture desk this week."
    assert not is_copy(reading("The week in pictures", column), reading("The week in pictures", column, after=7))


def test_a_report_printed_weeks_later_with_one_figure_corrected_is_a_copy() -> None:
    assert is_copy(REPORT, reading(*COPIES["a corrected figure"], after=28))


def test_undated_copies_are_found() -> None:
    assert is_copy(REPORT, reading(TITLE, TEXT, after=None))
    assert is_copy(reading(TITLE, TEXT, after=None), reading(*COPIES["cut at the end"], after=None))


BRIEF = "Divers have raised the ferry Marienne and ships are leaving Vessna for the first time in more than a week."


def test_a_summary_under_another_headline_is_a_copy_when_the_headlines_speak_of_the_same() -> None:
    one = reading("Vessna harbour reopens after ferry is raised", BRIEF)
    assert is_copy(one, reading("Ferry raised: Vessna harbour open again", f"{BRIEF} Our Coast desk reports."))
    assert not is_copy(one, reading("Council elects new treasurer", BRIEF, after=1))


SUMMARIES = {
    "cut short": f"{BRIEF[:-24]}…",
    "told in another tense": BRIEF.replace("have raised", "raise").replace("are leaving", "left"),
    "a name abbreviated": BRIEF.replace("Divers", "U.S. divers"),
    "with the agency's last words": f"{BRIEF} Continue reading...",
    "in a longer item": f"{BRIEF} The harbour master, Tomas Wendel, said the cause of the sinking was not yet known.",
}


@pytest.mark.parametrize("change", SUMMARIES)
def test_a_summary_that_an_editor_has_touched_is_a_copy(change: str) -> None:
    one = reading("Vessna harbour reopens after ferry is raised", BRIEF.replace("Divers", "US divers"))
    assert is_copy(one, reading("Vessna’s harbour reopens as divers raise ferry", SUMMARIES[change]))


def test_summaries_of_one_event_by_two_hands_are_not_copies() -> None:
    other = "Ships left Vessna on Tuesday after divers had raised a sunken ferry that had closed the harbour for days."
    assert not is_copy(reading("Vessna harbour reopens", BRIEF), reading("Vessna harbour open again", other))


def test_the_same_announcement_of_something_else_is_not_a_copy() -> None:
    text = "Our forecasting desk has gone through the tables and says what to expect of the fixture this afternoon."
    assert not is_copy(reading("Orsk vs Nim: prediction", text), reading("Tarsk vs Vessna: prediction", text))


def test_a_report_of_a_series_that_comes_every_week_is_not_a_copy() -> None:
    again = TEXT.replace("reopened on Tuesday", "closed on Monday").replace("begun to send", "gone on sending")
    again = again.replace("A valve in the engine room had been found open", "Nothing new has come to light")
    assert not is_copy(REPORT, reading(TITLE, again, after=7))
    assert is_copy(REPORT, reading(TITLE, again))


def test_words_are_compared_without_dots_and_possessives() -> None:
    assert Reading("", "The U.S. and Vessna’s mayor").words == ("the", "us", "and", "vessna", "mayor")


@pytest.mark.parametrize(
    "last",
    [
        "The post Harbour of Vessna reopens after nine days appeared first on Coast Mirror.",
        "The post Harbour of Vessna reopens first appeared on Coast Mirror.",
        "This article was originally published by Coast Mirror.",
        "Continue reading...",
        "Reuter",
    ],
)
def test_the_last_words_of_feeds_and_agencies_are_no_part_of_a_text(last: str) -> None:
    assert Reading("", f"{TEXT}\n\n{last}").words == Reading("", TEXT).words


def test_what_is_told_of_a_post_stays() -> None:
    text = "The post of harbour master first appeared on the list of the council in May, and has been vacant since."
    assert len(Reading("", text).words) == 20


def test_the_caption_of_a_stock_picture_is_not_a_copy() -> None:
    caption = (
        "Ships lie in the harbour of Vessna in an undated picture taken from the old pilots’ station. "
        "(Coast Press/Lena Ruhl)"
    )
    assert not is_copy(reading("Fish prices fall", caption), reading("Ferry owners to pay for salvage", caption))


def test_a_few_words_are_no_piece_of_writing() -> None:
    assert not is_copy(reading("Harbour closed", "More follows soon."), reading("Harbour closed", "More follows soon."))
    assert not is_copy(reading("", ""), reading("", ""))


def test_parts_of_a_series_are_not_copies() -> None:
    text = "We explain in two parts how harbours are run, who pays for the dredging, and why pilots are scarce."
    assert not is_copy(reading("Harbours explained (part 1)", text), reading("Harbours explained (part 2)", text))


SERIES = "Divers and tugs have worked for nine days to raise the wreck, and we explain in full what it cost the port."


def test_a_headline_brought_up_to_date_over_the_same_summary_makes_no_series() -> None:
    one, other = "Raising of the ferry costs Vessna 4 million", "Raising of the ferry costs Vessna 5 million"
    assert is_copy(reading(one, SERIES), reading(other, SERIES))
    assert not is_copy(reading(one, SERIES), reading(other, SERIES, after=1))
    announced = "The port of Vessna explains how its tugs are paid for, and by whom."
    assert not is_copy(reading("Tugs of Vessna: part 1", announced), reading("Tugs of Vessna: part 2", announced))


SAID = "“We never believed that she would float again, and now look at her lying there as if nothing had happened”"


def test_reports_that_share_no_more_than_a_quotation_are_not_copies() -> None:
    one = reading("Marienne floats again after nine days", f"{SAID}, said Lena Ruhl.")
    other = reading(
        "Ferry Marienne floats again",
        f"Tears ran down the face of the master of the Marienne at noon. {SAID}, she said.",
    )
    assert not is_copy(one, other)
    assert is_copy(one, reading("Ferry Marienne floats again", f"{SAID}, said master Lena Ruhl."))


def test_a_sentence_that_stands_in_another_outlets_summary_is_a_copy() -> None:
    summary = (
        f"Salvage crews worked day and night. {BRIEF} Barley and timber had piled up on the quays, and two shipping "
        "lines had begun to send their freight by way of Nim, whose harbour is smaller and further from the railway. "
        "The cause of the sinking is not yet known; a court is to hear the crew next month."
    )
    one = reading("Vessna harbour reopens after ferry is raised", BRIEF)
    assert is_copy(one, reading("Salvage ends: Vessna open for shipping again", summary))


def test_one_event_in_two_sentences_of_much_the_same_words_is_no_copy() -> None:
    one = reading(
        "Vessna mayor Ann Veit declares state of emergency",
        "Vessna's mayor Ann Veit has declared a state of emergency over the collapse of the quay in the port town.",
    )
    other = reading(
        "Vessna mayor Ann Veit officially declares emergency over quay",
        "A day in office, Vessna's mayor Ann Veit has declared a state of emergency over a quay collapse in the town.",
    )
    assert not is_copy(one, other)


def results(net: str, more: str = "") -> str:
    return f"Orsk, March 5 - Shr five cts vs loss six cts Net {net} vs loss 489,257 Revs 268,797 vs 81,725{more}"


def test_results_sent_again_may_be_corrected_in_one_figure_but_not_those_of_another_firm() -> None:
    one = reading("ORSK BARLEY CORP 4TH QTR NET", results("473,784"))
    assert is_copy(one, reading("ORSK BARLEY CORP 4TH QTR NET", results("493,784", " NOTE: Net includes sale of quay")))
    assert not is_copy(one, reading("TARSK TIMBER CORP 4TH QTR NET", results("493,784").replace("Orsk", "Tarsk")))


def test_a_table_has_no_figure_to_spare() -> None:
    prices = "".join(f"MAY {198 + number}.50 {199 + number}.50 JUN {201 + number}.50 " for number in range(9))
    one = reading("VESSNA RUBBER", f"Open {prices}")
    assert is_copy(one, reading("VESSNA RUBBER", f"Open {prices}"))
    assert not is_copy(one, reading("VESSNA RUBBER", f"Open {prices.replace('203.50', '283.25')}"))


def test_scripts_without_spaces_are_compared_too() -> None:
    one = (
        "周二，维斯纳港在沉没的渡轮被打捞后重新开放，第一艘离港的船装载着大麦，"
        "前往塔尔斯克。港务局长说，沉船原因尚不清楚。"
    )
    other = "市议会周一选出了新的财政主管，投票持续到中午，她以微弱优势获胜，并承诺削减明年的开支，反对派要求重新计票。"
    assert is_copy(reading("维斯纳港重新开放", one), reading("维斯纳港恢复通航", one + "渔船周四可以出海。"))
    assert not is_copy(reading("维斯纳港重新开放", one), reading("市议会选举", other))


def test_very_long_texts_are_compared_by_their_beginnings() -> None:
    words = " ".join(f"word{number}" for number in range(MOST_WORDS))
    assert is_copy(reading("Minutes of the council", f"{words} one end"), reading("Minutes", f"{words} another"))


@given(st.text(max_size=400), st.text(max_size=400), st.integers(0, 9))
def test_order_does_not_matter_and_nothing_breaks(one: str, other: str, after: int) -> None:
    first, second = reading(one, other), reading(other, one, after=after)
    assert is_copy(first, second) == is_copy(second, first)
