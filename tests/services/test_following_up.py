"""After a call the voter gets the text that they asked for: in their language, and once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel, LineType, Purpose
from phonebank.domain.errors import BadInput, NotFound, NotNow, Refused
from phonebank.domain.follow_up import FollowUp, TextRequest
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.domain.voter import PhoneNumber
from phonebank.services import assigning, gate, opting_out, planning, texting
from phonebank.services.auditing import Author
from phonebank.services.calling import Telling, tell_result
from phonebank.services.dialling import call_next_voter
from phonebank.services.following_up import retire_follow_up, save_follow_up, send_follow_up
from phonebank.services.receiving import text_received
from phonebank.services.sharing import begin_reply
from phonebank.services.showing_caller import caller_screen
from phonebank.services.showing_follow_ups import (
    FollowUpStanding,
    ShownFollowUp,
    follow_up_lines,
    unread_replies,
)
from phonebank.services.taking_texts import take
from phonebank.telephony.port import TextReceived
from tests.support.world import NOON, World, add_caller, make_world, plan_like

ME = Author("member 1", NOON)
NIGHT = NOON + timedelta(hours=10)
ASK = {"en": "May I text you your polling place?", "es-US": "¿Le envío su lugar de votación?"}
TEXT = {
    "en": "Sample Neighbors: you vote at {polling_place|your town hall}. STOP to end.",
    "es-US": "Sample Neighbors: usted vota en {polling_place|su alcaldía}. ALTO para terminar.",
}


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, languages=["en", "es-US"])


@pytest.fixture
def follow_up(session: Session, world: World) -> FollowUp:
    return write(session, world, "Polling place")


def write(session: Session, world: World, title: str, text: dict[str, str] = TEXT) -> FollowUp:
    owner, campaign = world.organisation.id, world.campaign.id
    return save_follow_up(session, owner, campaign, title, ASK, text, ME)


def talking(session: Session, world: World, language: str = "en") -> Call:
    caller = add_caller(session, world.shift, [language])
    call = call_next_voter(session, caller.id, "k", NOON).call
    assert call is not None
    for event in (CallEvent.PLACE, CallEvent.ANSWERED):
        call.apply(event, NOON)
    session.flush()
    return call


def texter_of(session: Session, world: World) -> Caller:
    """Somebody on a texting shift of the same campaign."""
    plan = replace(plan_like(world), name="Texts", channel=Channel.TEXT)
    shift = planning.plan_shift(session, world.organisation.id, plan)
    planning.launch(session, world.organisation.id, shift.id, NOON, "member 1")
    return add_caller(session, shift, connected=False)


def press(session: Session, call: Call, follow_up: FollowUp) -> TextMessage:
    assert call.caller_id is not None
    return send_follow_up(session, call.caller_id, call.id, follow_up.id, NOON)


def shown(session: Session, call: Call) -> list[ShownFollowUp]:
    assert call.caller_id is not None
    screen = caller_screen(session, call.caller_id, "tab", "en", NOON)
    assert screen.call is not None
    return screen.call.follow_ups


def test_the_text_is_in_the_voters_language_and_who_asked_for_it_when_is_kept(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world, "es-US")
    text = press(session, call, follow_up)
    assert text.body == "Sample Neighbors: usted vota en su alcaldía. ALTO para terminar."
    assert (text.state, text.purpose, text.language) == (
        TextState.QUEUED, Purpose.FOLLOW_UP, "es-US"
    )  # fmt: skip
    kept = session.scalars(select(TextRequest)).one()
    assert (kept.call_id, kept.caller_id, kept.voter_id, kept.e164, kept.asked_at) == (
        call.id, call.caller_id, call.voter_id, call.to_number, NOON
    )  # fmt: skip


def test_however_often_it_is_pressed_it_is_one_text(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    assert len({press(session, call, follow_up).id for _ in range(3)}) == 1
    assert len(session.scalars(select(TextMessage)).all()) == 1
    other = write(session, world, "Ballot link")
    assert press(session, call, other).conversation_id == press(
        session, call, follow_up
    ).conversation_id  # fmt: skip


def test_it_can_be_sent_until_the_result_is_told_and_by_this_caller_alone(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    call.answered_at = None
    with pytest.raises(NotNow):
        press(session, call, follow_up)
    call.answered_at = NOON
    call.apply(CallEvent.COMPLETED, NOON)
    other = add_caller(session, world.shift, ["en"])
    with pytest.raises(NotFound):
        send_follow_up(session, other.id, call.id, follow_up.id, NOON)
    assert press(session, call, follow_up)


def test_whoever_has_opted_out_or_has_a_landline_gets_none(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    number = session.get_one(PhoneNumber, call.phone_number_id)
    number.line_type = LineType.LANDLINE
    with pytest.raises(Refused):
        press(session, call, follow_up)
    number.line_type = LineType.MOBILE
    opting_out.opt_out(session, world.organisation.id, number.e164, None, NOON, "voter")
    with pytest.raises(Refused, match="opted_out"):
        press(session, call, follow_up)
    assert session.scalars(select(TextRequest)).all() == []


def test_an_opt_out_after_the_press_still_stops_it(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    text = press(session, call, follow_up)
    opting_out.opt_out(session, world.organisation.id, call.to_number, None, NOON, "voter")
    conversation = session.get_one(Conversation, text.conversation_id)
    assert take(session, text, conversation, NOON) is None
    assert text.state is TextState.WITHHELD
    assert [each.standing for each in shown(session, call)] == [FollowUpStanding.NOT_SENT]


def test_outside_the_hours_it_waits_for_the_morning(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    assert call.caller_id is not None
    text = send_follow_up(session, call.caller_id, call.id, follow_up.id, NIGHT)
    assert text.due_at is not None and text.due_at > NIGHT + timedelta(hours=6)
    [seen] = shown(session, call)
    assert (seen.standing, seen.waits_until) == (FollowUpStanding.WAITS, text.due_at)


def test_what_was_promised_goes_out_though_the_shift_that_called_has_ended(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    text = press(session, call, follow_up)
    owner, shift_id = world.organisation.id, world.shift.id
    planning.pause(session, owner, shift_id, NOON, "member 1")
    talk = session.get_one(Conversation, text.conversation_id)
    assert not take(session, text, talk, NOON), "a pause keeps it back"
    planning.end(session, owner, shift_id, NOON, "member 1")
    assert take(session, text, talk, NOON)


def test_what_is_offered_no_more_is_not_sent_from_a_screen_that_still_shows_it(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    retire_follow_up(session, world.organisation.id, follow_up.id, ME)
    with pytest.raises(NotFound):
        press(session, call, follow_up)


def test_a_conversation_stays_at_the_number_that_its_texts_went_to(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    text = press(session, call, follow_up)
    other = PhoneNumber(
        organisation_id=call.organisation_id,
        voter_id=call.voter_id,
        e164="+16515550177",
        position=2,
        line_type=LineType.MOBILE,
    )
    session.add(other)
    session.flush()
    first = call.to_number
    call.phone_number_id, call.to_number = other.id, other.e164
    with pytest.raises(NotNow, match="another number"):
        press(session, call, write(session, world, "Ballot link"))
    talk = session.get_one(Conversation, text.conversation_id)
    assert talk.their_number == first


def test_spent_attempts_do_not_keep_back_what_the_voter_asked_for(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    world.campaign.max_attempts = 0
    session.flush()
    refused = gate.check_number(session, world.shift, call.phone_number_id, Channel.TEXT, NOON)
    assert refused.reason == "attempts_spent"
    text = press(session, call, follow_up)
    assert take(session, text, session.get_one(Conversation, text.conversation_id), NOON)


def test_the_caller_sees_what_to_ask_and_what_became_of_it(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    write(session, world, "In English alone", {"en": TEXT["en"]})
    call = talking(session, world, "es-US")
    [offered] = shown(session, call)
    assert (offered.number, offered.standing) == (1, None)
    assert offered.question.theirs.text == ASK["es-US"] and offered.question.ours is not None
    assert "su alcaldía" in offered.text.theirs.text
    text = press(session, call, follow_up)
    assert shown(session, call)[0].standing is FollowUpStanding.ON_ITS_WAY
    text.apply(TextEvent.DELIVERED, NOON)
    session.flush()
    assert shown(session, call)[0].standing is FollowUpStanding.DELIVERED
    lines = follow_up_lines(session, world.campaign.id)
    assert (lines[0].delivered.count, lines[0].delivered.of) == (1, 1)


def test_it_goes_on_in_the_conversation_that_the_campaign_has_with_the_voter(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    texter = texter_of(session, world)
    assigning.give_batch(session, texter.id, NOON)
    talk = session.scalars(select(Conversation)).one()
    texting.send_first(session, texter.id, talk.id, "first-key", NOON)
    call = talking(session, world)
    assert press(session, call, follow_up).conversation_id == talk.id


def test_a_reply_waits_for_any_texter_of_the_campaign(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    text = press(session, call, follow_up)
    text.carrier_sid = "SM1"
    session.flush()
    event = TextReceived("SM2", call.to_number, call.from_number, "Thanks! Until when?")
    text_received(session, event, NOON)
    session.expire_all()
    assert unread_replies(session, world.campaign.id) == 1
    texter = texter_of(session, world)
    assigning.give_batch(session, texter.id, NOON, size=1)
    talk = session.get_one(Conversation, text.conversation_id)
    assert talk.caller_id == texter.id
    begin_reply(session, texter.id, talk.id, "reply-key", text.id)
    assert texting.reply(session, texter.id, talk.id, "reply-key", "Until 8 pm", NOON)


def test_what_is_offered_names_the_sender_and_the_way_out_and_lacks_nothing(
    session: Session, world: World
) -> None:
    for bad, told in (
        ({"en": "You vote at the town hall."}, "English: it does not say who is writing"),
        ({"en": TEXT["en"], "es-US": "Sample Neighbors: hola"}, "does not say how to opt out"),
        ({"en": f"{TEXT['en']} {{Ward}}"}, "words to stand in"),
        ({"es-US": TEXT["es-US"]}, "first language"),
    ):
        with pytest.raises(BadInput, match=told):
            write(session, world, "Polling place", bad)


def test_there_are_as_many_as_there_are_keys_and_one_less_when_it_is_offered_no_more(
    session: Session, world: World
) -> None:
    kept = [write(session, world, f"Text {number}") for number in range(5)]
    with pytest.raises(BadInput):
        write(session, world, "One more")
    assert write(session, world, "Text 3").id == kept[3].id, "the same title is written anew"
    retire_follow_up(session, world.organisation.id, kept[0].id, ME)
    write(session, world, "One more")
    call = talking(session, world)
    titles = [each.title for each in shown(session, call)]
    assert titles == ["Text 1", "Text 2", "Text 3", "Text 4", "One more"]
    with pytest.raises(NotFound):
        retire_follow_up(session, world.organisation.id + 1, kept[1].id, ME)


def test_who_is_never_to_be_called_again_gets_no_text_either(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    text = press(session, call, follow_up)
    assert call.caller_id is not None
    tell_result(session, call.caller_id, Telling(call.id, ContactResult.DO_NOT_CALL), NOON)
    assert take(session, text, session.get_one(Conversation, text.conversation_id), NOON) is None


def test_a_reply_that_opts_out_waits_for_nobody(
    session: Session, world: World, follow_up: FollowUp
) -> None:
    call = talking(session, world)
    press(session, call, follow_up).carrier_sid = "SM1"
    session.flush()
    text_received(session, TextReceived("SM2", call.to_number, call.from_number, "STOP"), NOON)
    session.expire_all()
    assert unread_replies(session, world.campaign.id) == 0
