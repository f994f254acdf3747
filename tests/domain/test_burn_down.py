"""Voters left are counted back from now, and the pace of the last half hour is taken to go on."""

from datetime import UTC, datetime, timedelta

from phonebank.domain.burn_down import burn_downs

BEGAN = datetime(2026, 12, 1, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_each_moment_has_those_who_were_not_done_by_then() -> None:
    moments = [BEGAN, BEGAN + 10 * MINUTE, BEGAN + 20 * MINUTE]
    done = {"en": [BEGAN + 5 * MINUTE, BEGAN + 15 * MINUTE], "vi": [BEGAN + 15 * MINUTE]}
    everybody, english, vietnamese = burn_downs(moments, {"en": 4, "vi": 1}, done)
    assert (english.language, english.left) == ("en", [6, 5, 4])
    assert (vietnamese.language, vietnamese.left) == ("vi", [2, 2, 1])
    assert (everybody.language, everybody.left) == (None, [8, 7, 5])


def test_the_end_is_told_by_the_latest_pace() -> None:
    moments = [BEGAN, BEGAN + 60 * MINUTE]
    early, late = BEGAN + MINUTE, BEGAN + 50 * MINUTE
    everybody, *_ = burn_downs(moments, {"en": 40}, {"en": [early] * 100 + [late] * 20})
    assert everybody.ends_at == moments[-1] + 60 * MINUTE
    standing, *_ = burn_downs(moments, {"en": 40}, {"en": [early]})
    assert standing.ends_at is None


def test_a_language_of_which_nobody_is_left_is_shown_and_ends_nowhere() -> None:
    moments = [BEGAN, BEGAN + MINUTE]
    _, done = burn_downs(moments, {}, {"ko": [BEGAN + MINUTE / 2]})
    assert (done.left, done.ends_at) == ([1, 0], None)
