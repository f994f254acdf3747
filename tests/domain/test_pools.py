"""Volunteers are shared out among languages, and none is starved."""

from hypothesis import example, given
from hypothesis import strategies as st

from phonebank.domain.languages import UNKNOWN
from phonebank.domain.pools import Available, share_out

TAGS = ["en", "es-US", "vi", "mww", UNKNOWN]
volunteers = st.lists(
    st.lists(st.sampled_from(TAGS[:-1]), min_size=1, max_size=3, unique=True), max_size=8
).map(lambda spoken: [Available(id_, tags) for id_, tags in enumerate(spoken)])
languages = st.sets(st.sampled_from(TAGS))


def test_each_goes_where_they_are_most_fluent() -> None:
    pools = share_out([Available(1, ["en", "vi"]), Available(2, ["en", "vi"])], {"en"})
    assert pools == {1: "en", 2: "en"}


def test_the_language_that_fewest_speak_gets_a_volunteer_first() -> None:
    one, two = Available(1, ["en", "mww"]), Available(2, ["en"])
    assert share_out([one, two], {"en", "mww"}) == {1: "mww", 2: "en"}


def test_whoever_is_dialled_for_stays() -> None:
    one, two = Available(1, ["en", "mww"], pool="en"), Available(2, ["en"])
    assert share_out([one, two], {"en", "mww"}, busy={"en"})[1] == "en"


def test_one_volunteer_of_two_languages_takes_turns() -> None:
    one = [Available(1, ["en", "vi"])]
    turns = [share_out(one, {"en", "vi"}, turn=turn)[1] for turn in range(4)]
    assert turns[:2] == turns[2:]
    assert set(turns) == {"en", "vi"}


def test_voters_of_unknown_language_are_anybodys_and_come_last() -> None:
    assert share_out([Available(1, ["vi"])], {UNKNOWN}) == {1: UNKNOWN}
    assert share_out([Available(1, ["vi"])], {UNKNOWN, "vi"}) == {1: "vi"}


@given(volunteers, languages)
def test_nobody_is_dialled_for_in_a_language_that_they_do_not_call_in(
    there: list[Available], waiting: set[str]
) -> None:
    pools = share_out(there, waiting)
    for each in there:
        if each.id in pools:
            assert pools[each.id] in waiting
            assert each.serves(pools[each.id])
        else:
            assert not any(each.serves(tag) for tag in waiting)


@given(volunteers, st.sets(st.sampled_from(TAGS[:-1])))
@example(
    there=[Available(0, ["en", "es-US"]), Available(1, ["es-US", "vi"]), Available(2, ["en"])],
    waiting={"vi", "es-US", "en"},
)
def test_no_language_has_two_where_another_has_none_that_one_of_them_speaks(
    there: list[Available], waiting: set[str]
) -> None:
    pools = share_out(there, waiting)
    for starved in waiting - set(pools.values()):
        for each in there:
            if each.serves(starved):
                assert list(pools.values()).count(pools[each.id]) == 1
