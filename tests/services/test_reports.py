"""Results count what they say they count."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState, ContactResult
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.voter import PhoneNumber
from phonebank.services.reports import Dimension, Funnel, headline, report
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world

RESULTS = [ContactResult.REACHED, ContactResult.NOT_HOME, ContactResult.DO_NOT_CALL]


@pytest.fixture
def world(session: Session) -> World:
    """Three calls and, by the same voters, three conversations."""
    world = make_world(session, languages=("vi", "en", "und"))
    caller = add_caller(session, world.shift)
    for place, (voter, result) in enumerate(zip(world.voters, RESULTS, strict=True)):
        number = session.query(PhoneNumber).filter_by(voter_id=voter.id).one()
        owned = {
            "organisation_id": world.organisation.id,
            "shift_id": world.shift.id,
            "voter_id": voter.id,
            "caller_id": caller.id,
            "phone_number_id": number.id,
        }
        answered = result is not ContactResult.NOT_HOME
        at = NOON + timedelta(days=place)
        session.add(
            Call(
                **owned, to_number=number.e164, from_number=OUR_NUMBER, request_key=str(place),
                carrier_sid=f"CA{place}", state=CallState.COMPLETED, queued_at=at, ended_at=at,
                closed_at=at, answered_at=at if answered else None, result=result,
            )
        )  # fmt: skip
        state = [ConversationState.OPEN, ConversationState.OPEN, ConversationState.OPTED_OUT][place]
        session.add(
            Conversation(
                **owned, our_number=OUR_NUMBER, their_number=number.e164, language=voter.language,
                state=state, last_at=at, last_inbound_at=at if place != 1 else None,
            )
        )  # fmt: skip
    session.flush()
    return world


def test_a_funnel_goes_from_tried_to_answered_to_conversations(
    session: Session, world: World
) -> None:
    found = report(session, world.organisation.id, Dimension.CAMPAIGN)
    assert found.calls == Funnel(tried=3, answered=2, conversations=1, opt_outs=1)
    assert found.texts == Funnel(tried=3, answered=2, conversations=1, opt_outs=1)
    assert found.calls.contact_rate == 33.3
    assert [line.key for line in found.lines] == ["Vote safely"]


@pytest.mark.parametrize(
    ("dimension", "keys"),
    [
        (Dimension.SHIFT, ["Evening"]),
        (Dimension.VOLUNTEER, ["Val Example"]),
        (Dimension.LANGUAGE, ["vi", "en", "und"]),
        (Dimension.DAY, ["2026-12-03", "2026-12-02", "2026-12-01"]),
    ],
)
def test_lines_add_up_to_the_whole_however_they_are_told_apart(
    session: Session, world: World, dimension: Dimension, keys: list[str]
) -> None:
    found = report(session, world.organisation.id, dimension)
    assert [line.key for line in found.lines] == keys
    assert (found.calls.tried, found.texts.tried) == (3, 3)


def test_the_headline_counts_known_languages_only(session: Session, world: World) -> None:
    told = headline(session, world.organisation.id)
    assert (told.conversations, told.languages) == (2, 1)


def test_another_organisations_results_are_not_ours(session: Session, world: World) -> None:
    other = make_world(session, slug="other", our_number="+16515550199").organisation
    assert report(session, other.id, Dimension.DAY).lines == []
    assert headline(session, other.id).conversations == 0
    assert report(session, other.id, Dimension.SHIFT).calls.contact_rate is None
