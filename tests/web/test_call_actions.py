"""The JSON behind help, hand-over, call-backs and the phone, as the page's scripts use it."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from phonebank.domain.call import CallEvent
from phonebank.domain.caller import Assignment, Caller
from phonebank.domain.text_message import TextMessage
from phonebank.domain.voter import PhoneNumber
from phonebank.services.auditing import Author
from phonebank.services.following_up import save_follow_up
from phonebank.services.line_events import caller_connected
from phonebank.telephony.port import CallerConnected
from tests.support.caller_site import caller_site
from tests.support.world import NOON, OUR_NUMBER, add_caller
from tests.web.test_calling import TAB, CallPage


@pytest.fixture
def page(migrated_database_url: str, redis_url: str) -> Iterator[CallPage]:
    with caller_site(migrated_database_url, redis_url) as site:
        client = site.client()
        client.get(f"/back/{site.caller.return_code}")
        client.post("/call/here", json={"tab": TAB})
        yield CallPage(site, client)


def get(page: CallPage, path: str) -> Any:
    answer = page.client.get(f"/call{path}", headers={"Accept": "application/json"})
    return answer.status_code, answer.get_json()


def speaker(page: CallPage) -> int:
    """Somebody who is free and speaks Hmong; the caller's id."""
    with page.site.app.database.transaction() as session:
        caller = add_caller(session, page.site.world.shift, ["mww"])
        caller.seen_at = page.site.app.clock()
        return caller.id


def test_a_hand_is_raised_seen_and_lowered(page: CallPage) -> None:
    status, state = page.post("/help", reason="technical", note="No sound")
    assert (status, state["caller"]["help"]) == (200, "technical")
    assert page.post("/help", raised=False)[1]["caller"]["help"] is None
    assert page.post("/help", reason="boredom")[0] == 400


def test_the_page_is_told_who_would_take_the_call_over_and_hands_it_over(page: CallPage) -> None:
    call_id = page.talk()
    assert get(page, "/speaker?language=mww") == (200, {"name": None})
    host = speaker(page)
    assert get(page, "/speaker?language=mww") == (200, {"name": "Val Example"})
    assert get(page, "/speaker?language=xx")[0] == 400
    status, state = page.post("/hand-over", call_id=call_id, language="mww")
    assert (status, state["call"], state["guest"]["host"]) == (200, None, "Val Example")
    assert page.site.call(call_id).caller_id == host
    assert page.post("/leave")[1]["guest"]["leaving"] is True


def test_a_hand_over_to_nobody_leaves_the_call_where_it_is(page: CallPage) -> None:
    call_id = page.talk()
    status, told = page.post("/hand-over", call_id=call_id, language="mww")
    assert (status, told["kind"]) == (409, "NotNow")
    assert page.state()["call"]["id"] == call_id


def test_a_call_back_is_promised_at_a_time_that_was_offered(page: CallPage) -> None:
    call_id = page.talk()
    status, offered = get(page, f"/call-back-times?call_id={call_id}")
    assert (status, offered["zones"]) == (200, ["America/Chicago"])
    at = offered["times"][0]
    status, state = page.post(
        "/result", call_id=call_id, result="call back", call_back_at=at, in_person=True
    )
    assert (status, state["last"]["result"]) == (200, "call back")
    with page.site.app.database.transaction() as session:
        place = session.query(Assignment).filter_by(state="promised").one()
        assert place.promised_for is not None
        assert (place.promised_for.isoformat(), place.promised_to_id) == (at, page.site.caller.id)


@pytest.mark.parametrize("at", ["soon", "2026-12-01T15:00:00"])
def test_a_call_back_at_no_moment_is_refused_in_words(page: CallPage, at: str) -> None:
    call_id = page.talk()
    status, told = page.post("/result", call_id=call_id, result="call back", call_back_at=at)
    assert (status, told["error"]) == (400, "Please choose a time to call back.")
    assert page.site.call(call_id).result is None


def test_a_code_is_shown_and_the_phone_is_rung(page: CallPage) -> None:
    status, shown = page.post("/phone")
    assert (status, shown["number"], len(shown["code"])) == (200, OUR_NUMBER, 6)
    assert page.client.post("/call/ring-me", json={"number": "651 555 0177"}).status_code == 204
    assert page.site.carrier.rung_callers[0].to == "+16515550177"
    told = page.client.post("/call/ring-me", json={"number": "12"})
    assert (told.status_code, told.get_json()["kind"]) == (400, "NumberRefused")


def test_a_tab_does_not_take_the_line_from_a_phone_unless_it_is_told_to(page: CallPage) -> None:
    with page.site.app.database.transaction() as session:
        session.get_one(Caller, page.site.caller.id).on_phone = True
    assert page.state()["caller"]["by_phone"] is True
    status, told = page.post("/token")
    assert (status, told["error"]) == (409, "Your phone is your line now.")
    assert page.post("/token", instead_of_phone=True)[0] == 200
    with page.site.app.database.transaction() as session:
        event = CallerConnected(page.site.caller.id, f"CA{88:032x}")
        reply = caller_connected(session, event, NOON)
    assert getattr(reply, "replaces", None) == page.site.caller.leg_call_sid
    assert page.state()["caller"]["by_phone"] is False


def test_a_text_that_the_voter_wants_is_sent_once_by_one_key(page: CallPage) -> None:
    campaign, at = page.site.world.campaign, page.site.app.clock()
    with page.site.app.database.transaction() as session:
        words = {"en": "Sample Neighbors: you vote at the school. STOP to end."}
        kept = save_follow_up(
            session, campaign.organisation_id, campaign.id, "Polling place",
            {"en": "May I text it to you?"}, words, Author("member 1", at),
        )  # fmt: skip
    call_id = page.next()
    body = {"call_id": call_id, "follow_up_id": kept.id}
    page.site.place(call_id)
    assert page.post("/follow-up", **body)[0] == 409, "nobody has answered yet"
    page.site.happens(call_id, CallEvent.RINGING, CallEvent.ANSWERED)
    assert page.state()["call"]["follow_ups"][0]["question"]["theirs"]["text"].startswith("May I")
    for _ in range(2):
        status, state = page.post("/follow-up", **body)
        assert (status, state["call"]["follow_ups"][0]["standing"]) == (200, "on its way")
    with page.site.app.database.transaction() as session:
        assert session.query(TextMessage).one().body == words["en"]
    assert page.post("/follow-up", call_id=call_id, follow_up_id=kept.id + 1)[0] == 404


def test_the_same_voter_is_called_again_by_one_key(page: CallPage) -> None:
    call_id = page.talk()
    page.site.happens(call_id, CallEvent.COMPLETED)
    status, state = page.post("/redial", key="key-2")
    assert (status, state["call"]["state"]) == (200, "queued")
    assert ("place", (state["call"]["id"],)) in page.site.queued()
    assert page.site.call(call_id).result == "interrupted"


def test_a_break_asked_for_in_a_call_begins_when_it_ends(page: CallPage) -> None:
    call_id = page.talk()
    page.post("/break", on=True)
    _, state = page.post("/result", call_id=call_id, result="refused", then_next=True, key="k2")
    assert (state["call"], state["caller"]["state"]) == (None, "on break")


def test_finishing_after_the_call_finishes_after_the_call(page: CallPage) -> None:
    call_id = page.talk()
    assert page.post("/finish-after", on=True)[1]["caller"]["leaving"] == "finishing"
    _, state = page.post("/result", call_id=call_id, result="refused", then_next=True, key="k2")
    assert (state["call"], state["caller"]["state"]) == (None, "finished")


def test_notes_are_there_for_the_next_caller_and_figures_for_oneself(page: CallPage) -> None:
    call_id = page.talk()
    page.site.happens(call_id, CallEvent.COMPLETED)
    page.post("/result", call_id=call_id, result="not home", note="Works nights")
    page.post("/redial", key="key-2")
    state = page.state()
    assert [note["text"] for note in state["call"]["earlier"]] == ["Works nights"]
    assert state["caller"]["figures"]["calls"] == 1


def test_a_call_that_was_handed_on_is_found_by_its_new_caller_alone(page: CallPage) -> None:
    call_id = page.talk()
    speaker(page)
    page.post("/hand-over", call_id=call_id, language="mww")
    assert page.post("/note", call_id=call_id, note="late")[0] == 404


def test_somebody_else_at_the_number_is_asked_for_on_the_same_line(page: CallPage) -> None:
    mate_id = page.site.world.voters[1].id
    with page.site.app.database.transaction() as session:
        numbers = select(PhoneNumber).where(PhoneNumber.voter_id == mate_id)
        session.scalars(numbers).one().e164 = "+16515550101"
    call_id = page.talk()
    line = page.site.call(call_id).carrier_sid
    shown = get(page, f"/state?tab={TAB}")[1]["call"]["household"]
    assert [(mate["voter_id"], mate["language"]) for mate in shown] == [(mate_id, "en")]
    told = {"call_id": call_id, "voter_id": mate_id, "key": "turn-1", "note": "Both at home"}
    assert page.post("/household", result="busy bee", **told)[0] == 400
    status, state = page.post("/household", result="reached", **told)
    assert (status, state["call"]["state"], state["last"]["result"]) == (200, "talking", "reached")
    assert page.site.call(state["call"]["id"]).carrier_sid == line
    assert page.site.call(call_id).note == "Both at home"
    assert "hang_up" not in [name for name, _ in page.site.queued()]
