"""A text settles once, whatever order its receipts come in."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.text_message import TextEvent, TextMessage, TextState

AT = datetime(2026, 12, 1, 18, tzinfo=UTC)
FINAL = {
    TextState.DELIVERED,
    TextState.UNDELIVERED,
    TextState.FAILED,
    TextState.WITHHELD,
    TextState.RECEIVED,
}
events = st.lists(st.sampled_from(TextEvent), max_size=30)


def test_sent_after_delivered_stays_delivered() -> None:
    text = TextMessage(state=TextState.SENDING)
    assert text.apply(TextEvent.DELIVERED, AT)
    assert not text.apply(TextEvent.SENT, AT)
    assert text.state is TextState.DELIVERED


def test_a_receipt_may_come_before_our_own_commit_of_the_send() -> None:
    text = TextMessage(state=TextState.SENDING)
    text.apply(TextEvent.DELIVERED, AT)
    assert not text.apply(TextEvent.ACCEPTED, AT)
    assert text.state is TextState.DELIVERED


@given(events)
def test_a_final_state_is_never_left(happened: list[TextEvent]) -> None:
    text = TextMessage(state=TextState.QUEUED)
    for event in happened:
        before = text.state
        text.apply(event, AT)
        if before in FINAL:
            assert text.state is before


@given(events)
def test_only_a_text_that_the_carrier_did_not_take_is_queued_again(
    happened: list[TextEvent],
) -> None:
    text = TextMessage(state=TextState.QUEUED)
    for event in happened:
        before = text.state
        changed = text.apply(event, AT)
        if changed and text.state is TextState.QUEUED:
            assert event is TextEvent.NOT_SENT
            assert before in {TextState.SENDING, TextState.UNCERTAIN}
