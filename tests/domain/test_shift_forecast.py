"""What is expected of a shift, and what a coordinator is told of one that runs."""

import pytest

from phonebank.domain.dial_mode import DialMode
from phonebank.domain.shift_alerts import Alert, AlertKind, ShiftFacts, alerts
from phonebank.domain.shift_forecast import Pace, forecast

TWO_HOURS = 7200.0


def test_the_usual_pace_is_that_of_the_simulations() -> None:
    """Preview dialling at 12 % answers: 9.7 conversations a volunteer and hour."""
    assert Pace().conversations_an_hour() == pytest.approx(9.7, abs=0.05)
    assert Pace().waiting_seconds() == pytest.approx(231, abs=2)


def test_the_more_answer_the_shorter_the_wait() -> None:
    shares = (0.05, 0.12, 0.3, 0.9)
    waits = [Pace(share).waiting_seconds() for share in shares]
    assert waits == sorted(waits, reverse=True)


def test_a_language_that_nobody_covers_is_told() -> None:
    expected = forecast(
        {"en": 300, "mww": 40}, {"mww": 2}, [["en"], ["vi", "en"]], TWO_HOURS, Pace()
    )
    english, hmong = expected.languages
    assert (english.coming, english.uncovered) == (2, False)
    assert (hmong.wanted, hmong.coming, hmong.uncovered, hmong.hours_left) == (2, 0, True, None)
    assert expected.conversations == english.conversations == 36


def test_whom_the_list_lacks_nobody_is_needed_for() -> None:
    expected = forecast({"en": 160}, {}, [["en"]] * 4, TWO_HOURS, Pace())
    [english] = expected.languages
    assert english.needed == 1
    assert english.conversations == round(160 * 0.12)
    assert english.hours_left == pytest.approx(160 * 44.5 / 4 / 3600, abs=0.01)


def test_a_pool_that_machines_dial_for_waits_less_the_larger_it_is() -> None:
    ahead = {"en": {DialMode.PREDICTIVE: 1.0}}
    waits = [
        forecast({"en": 9_000}, {}, [["en"]] * pool, TWO_HOURS, Pace(), ahead).waiting_seconds
        for pool in (1, 3, 10, 50)
    ]
    assert waits == sorted(waits, reverse=True)
    progressive = Pace().waiting_seconds({DialMode.PROGRESSIVE: 1.0})
    assert waits[0] == progressive < Pace().waiting_seconds()


@pytest.mark.parametrize(("pool", "simulated"), [(3, 16.2), (10, 20.9), (50, 24.7)])
def test_the_forecast_is_that_of_the_pacers_simulated_shifts_or_a_little_less(
    pool: int, simulated: float
) -> None:
    """The simulated figures are those of docs/pacing.md."""
    each = Pace().conversations_an_hour({DialMode.PREDICTIVE: 1.0}, pool)
    assert 0.85 * simulated < each <= simulated


def test_mobiles_in_a_predictive_shift_are_called_one_by_one() -> None:
    half = {"en": {DialMode.PREDICTIVE: 0.5, DialMode.CLICK: 0.5}}
    expected = forecast({"en": 500}, {}, [["en"]] * 10, TWO_HOURS, Pace(), half)
    by_hand = Pace().waiting_seconds()
    ahead = Pace().waiting_seconds({DialMode.PREDICTIVE: 1.0}, 10)
    assert expected.languages[0].waiting_seconds == pytest.approx((by_hand + ahead) / 2)


def test_voters_of_unknown_language_go_to_anybody() -> None:
    expected = forecast({"und": 50}, {}, [["ko"], ["en"]], TWO_HOURS, Pace())
    assert expected.languages[0].coming == 2


def test_a_shift_without_time_or_list_asks_for_nobody() -> None:
    assert forecast({}, {}, [], 0, Pace()).languages == []
    assert forecast({"en": 5}, {}, [], 0, Pace()).languages[0].needed == 0


def test_a_shift_in_which_all_is_well_tells_nothing() -> None:
    facts = ShiftFacts(
        waiting={"en": 9, "und": 3},
        present={"en": 1, "und": 1},
        minutes_of_list_left=90,
        latest_calls=60,
        latest_answered=7,
        answered=100,
        interrupted=3,
        texts_sent=100,
        contacts=100,
        opt_outs=4,
    )
    assert alerts(facts) == []


@pytest.mark.parametrize(
    ("facts", "alert"),
    [
        (ShiftFacts(without_line=3), Alert(AlertKind.NO_LINE, 3)),
        (ShiftFacts(away=2), Alert(AlertKind.AWAY, 2)),
        (ShiftFacts(waiting={"ur": 4}, present={"en": 2}), Alert(AlertKind.UNCOVERED, 4, "ur")),
        (ShiftFacts(minutes_of_list_left=12.4), Alert(AlertKind.LIST_ENDS, 12)),
        (ShiftFacts(promises_late=2), Alert(AlertKind.PROMISES_LATE, 2)),
        (ShiftFacts(latest_calls=60, latest_answered=1), Alert(AlertKind.HARDLY_ANSWERED, 60)),
        (ShiftFacts(answered=100, interrupted=4), Alert(AlertKind.INTERRUPTED, 4)),
        (
            ShiftFacts(oldest_reply_minutes=15, replies_waiting=6),
            Alert(AlertKind.REPLIES_WAIT, 6, minutes=15),
        ),
        (ShiftFacts(to_decide=2), Alert(AlertKind.TO_DECIDE, 2)),
        (
            ShiftFacts(oldest_reply_minutes=40, replies_waiting=6, unanswered={"vi": 4}),
            Alert(AlertKind.UNANSWERED, 4, "vi", 30),
        ),
        (ShiftFacts(texts_sent=80, texts_not_delivered=20), Alert(AlertKind.NOT_DELIVERED, 20)),
        (ShiftFacts(contacts=100, opt_outs=9), Alert(AlertKind.OPT_OUTS, 9)),
    ],
)
def test_each_trouble_is_told_by_itself(facts: ShiftFacts, alert: Alert) -> None:
    assert alerts(facts) == [alert]
