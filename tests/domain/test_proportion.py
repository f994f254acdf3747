"""A share is told with the range in which the truth lies."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.proportion import Z_95, Proportion, points_known

VOTERS = st.integers(1, 100_000)


@st.composite
def proportions(draw: st.DrawFn) -> Proportion:
    of = draw(VOTERS)
    return Proportion(draw(st.integers(0, of)), of)


@given(proportions())
def test_the_share_lies_in_its_range_and_the_range_between_nothing_and_all(p: Proportion) -> None:
    assert p.share is not None
    assert 0.0 <= p.low <= p.share <= p.high <= 1.0


@given(proportions())
def test_those_who_did_and_those_who_did_not_have_mirrored_ranges(p: Proportion) -> None:
    others = Proportion(p.of - p.count, p.of)
    assert others.low == pytest.approx(1 - p.high, abs=1e-12)
    assert others.high == pytest.approx(1 - p.low, abs=1e-12)


@given(proportions())
def test_the_same_share_of_four_times_as_many_is_known_better(p: Proportion) -> None:
    more = Proportion(4 * p.count, 4 * p.of)
    assert more.high - more.low < p.high - p.low


@given(proportions().filter(lambda p: 0 < p.count < p.of))
def test_the_ends_are_where_the_score_test_stops_to_accept(p: Proportion) -> None:
    assert p.share is not None
    for end in (p.low, p.high):
        standard_error = (end * (1 - end) / p.of) ** 0.5
        assert abs(p.share - end) / standard_error == pytest.approx(Z_95, rel=1e-6)


def test_a_published_example() -> None:
    """81 of 263: Newcombe 1998, Statistics in Medicine 17:857, table I, method 3."""
    published = Proportion(81, 263)
    assert (round(published.low, 4), round(published.high, 4)) == (0.2553, 0.3662)
    none = Proportion(0, 20)
    assert (none.low, round(none.high, 4)) == (0.0, 0.1611)


def test_nineteen_of_twenty_ranges_hold_the_truth() -> None:
    random, truth, of = Random(18), 0.1, 60
    tries = (Proportion(sum(random.random() < truth for _ in range(of)), of) for _ in range(2000))
    held = sum(each.low <= truth <= each.high for each in tries)
    assert 0.93 < held / 2000 < 0.975


def test_of_nobody_nothing_is_known() -> None:
    assert (Proportion(0, 0).share, Proportion(0, 0).low, Proportion(0, 0).high) == (None, 0, 1)
    with pytest.raises(ValueError):
        Proportion(3, 2)


def test_what_will_be_known_of_a_fifth_after_four_hundred_voters() -> None:
    assert points_known(400) == pytest.approx(3.9, abs=0.05)
