"""However many ask for the next moment, the carrier's limits hold, evenly spaced."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from phonebank.domain.sending_limits import SendingLimit, SendingScope
from phonebank.rates import Rates, may_reserve_several

FAST = SendingLimit(SendingScope.ACCOUNT, 200.0)
SLOW = SendingLimit(SendingScope.CAMPAIGN, 50.0, None, 1)
SLOW_TOO = SendingLimit(SendingScope.CAMPAIGN, 50.0, None, 2)
FREE = SendingLimit(SendingScope.SERVICE)


@pytest.fixture
def rates(redis_url: str) -> Rates:
    """Rates of a Redis that has been asked before."""
    found = Rates(Redis.from_url(redis_url))
    found.reserve([SendingLimit(SendingScope.ACCOUNT, 1000.0, None, 99)])
    return found


def moments(rates: Rates, limits: list[SendingLimit], count: int) -> list[float]:
    """When each of so many texts may leave, as four workers at once are told."""

    def one(_: int) -> float:
        wait_seconds = rates.reserve(limits).wait_seconds
        return time.monotonic() + wait_seconds

    with ThreadPoolExecutor(4) as workers:
        return sorted(workers.map(one, range(count)))


def gaps(times: list[float]) -> list[float]:
    return [after - before for before, after in itertools.pairwise(times)]


def test_the_moments_of_all_workers_are_evenly_spaced(rates: Rates) -> None:
    rates.reserve([FREE, SLOW], 100)  # so that a slow machine asks no later than a turn comes
    times = moments(rates, [FREE, SLOW], 200)
    assert times[-1] - times[0] == pytest.approx(199 / 50, rel=0.05)
    assert sorted(gaps(times))[len(times) // 2] == pytest.approx(0.02, rel=0.25)


def test_two_campaigns_share_what_the_account_allows(rates: Rates) -> None:
    mine = rates.reserve([FAST, SLOW]).wait_seconds
    theirs = rates.reserve([FAST, SLOW_TOO]).wait_seconds
    assert 0 <= theirs - mine <= 0.0051, "the other campaign waits for the account alone"
    assert rates.reserve([FAST, SLOW]).wait_seconds > theirs + 0.005


def test_a_block_of_moments_is_followed_by_the_next_ones(rates: Rates) -> None:
    first = rates.reserve([SLOW], 10)
    assert first.spacing_seconds == pytest.approx(0.02)
    after = rates.reserve([SLOW], 10)
    assert after.wait_seconds - first.wait_seconds == pytest.approx(0.2, abs=0.05)


def test_without_a_limit_nobody_waits(rates: Rates) -> None:
    assert rates.reserve([FREE, FREE]).wait_seconds == 0


def test_several_moments_are_reserved_only_where_nobody_could_use_those_between() -> None:
    assert may_reserve_several([FAST, FREE])
    assert not may_reserve_several([FAST, SLOW])


def test_an_emptied_redis_lets_nothing_leave_until_what_was_reserved_has_left(
    redis_url: str,
) -> None:
    with Redis.from_url(redis_url) as redis:
        rates = Rates(redis)
        rates.reserve([SLOW])
        redis.flushdb()
        assert rates.reserve([SLOW]).wait_seconds == pytest.approx(1.0, abs=0.05)
