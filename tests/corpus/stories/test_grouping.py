"""Which articles make a story, and which leads it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from corpus.stories.grouping import Place, group


def places(**days: int | None) -> dict[int, Place]:
    return {int(name[1:]): Place(int(name[1:]), date(2023, 1, day) if day else None) for name, day in days.items()}


def test_the_first_published_leads_then_the_smaller_id_and_the_undated_come_last() -> None:
    found = places(a1=None, a2=5, a3=4, a4=4)
    assert group(found, [(1, 2), (2, 3), (3, 4)], {}) == [[3, 4, 2, 1]]


def test_articles_without_copies_are_no_story() -> None:
    assert group(places(a1=1, a2=1, a3=1), [(1, 2)], {}) == [[1, 2]]


def test_a_long_chain_of_small_changes_is_not_one_story() -> None:
    found = places(**{f"a{number}": number for number in range(1, 10)})
    stories = group(found, [(number, number + 1) for number in range(1, 9)], {})
    assert all(len(story) <= 5 for story in stories)
    assert sum(map(len, stories)) <= 9


def test_an_article_that_an_editor_took_out_stands_alone() -> None:
    found = places(a1=1, a2=2, a3=3)
    assert group(found, [(1, 2), (1, 3), (2, 3)], {2: None}) == [[1, 3]]


def test_an_article_that_an_editor_put_in_is_there_and_nowhere_else() -> None:
    found = places(a1=1, a2=2, a3=3, a4=4, a5=5)
    assert group(found, [(1, 2), (2, 5), (3, 4)], {5: 3}) == [[1, 2], [3, 4, 5]]


def test_two_that_editors_put_with_each_other_belong_together() -> None:
    assert group(places(a1=1, a2=2, a3=3), [], {1: 2, 2: 1, 3: 1}) == [[1, 2, 3]]


def test_what_is_gone_holds_nothing_together() -> None:
    assert group(places(a1=1, a3=3), [(1, 2), (2, 3)], {3: 2}) == []


IDS = st.integers(1, 12)


@given(
    st.sets(st.tuples(IDS, IDS).filter(lambda pair: pair[0] < pair[1])),
    st.dictionaries(IDS, st.none() | IDS, max_size=4),
    st.randoms(),
)
def test_each_article_is_in_one_story_at_most_whatever_the_order(links, decided, random) -> None:
    decided = {each: other for each, other in decided.items() if each != other}
    found = {number: Place(number, date(2023, 1, number % 5 + 1)) for number in range(1, 13)}
    stories = group(found, links, decided)
    members = [each for story in stories for each in story]
    assert len(members) == len(set(members))
    assert all(len(story) > 1 for story in stories)
    assert all(found[story[0]].order == min(found[each].order for each in story) for story in stories)
    shuffled = list(links)
    random.shuffle(shuffled)
    assert group(found, shuffled, decided) == stories
    alone = {each for each, other in decided.items() if other is None} - set(decided.values())
    assert alone.isdisjoint(members)
