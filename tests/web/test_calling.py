from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from phonebank.domain.call import Call, CallEvent
from phonebank.domain.caller import Assignment
from phonebank.services import planning
from phonebank.services.entering import Joining, join
from tests.support.caller_site import CallerSite, caller_site
from tests.support.world import NOON

TAB = "tab-1"


@dataclass
class CallPage:
    """The JSON behind the call page, as its scripts use it."""

    site: CallerSite
    client: FlaskClient

    def post(self, path: str, **body: Any) -> Any:
        answer = self.client.post(f"/call{path}", json={"tab": TAB, **body})
        return answer.status_code, answer.get_json()

    def state(self, tab: str = TAB) -> Any:
        return self.client.get(f"/call/state?tab={tab}").get_json()

    def next(self, key: str = "key-1") -> int:
        """Call the next voter; the call's id."""
        status, state = self.post("/next", key=key)
        assert status == 200, state
        return int(state["call"]["id"])

    def talk(self, key: str = "key-1") -> int:
        """Call the next voter, who answers; the call's id."""
        call_id = self.next(key)
        self.site.place(call_id)
        self.site.happens(call_id, CallEvent.RINGING, CallEvent.ANSWERED)
        return call_id


@pytest.fixture
def page(migrated_database_url: str, redis_url: str) -> Iterator[CallPage]:
    with caller_site(migrated_database_url, redis_url) as site:
        client = site.client()
        client.get(f"/back/{site.caller.return_code}")
        client.post("/call/here", json={"tab": TAB})
        yield CallPage(site, client)


def test_a_stranger_is_told_to_open_a_link(page: CallPage) -> None:
    stranger = page.site.client()
    assert stranger.get("/call").headers["Location"] == "/"
    told = stranger.get("/call/state", headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["error"]) == (401, "Please open your link again.")


def test_one_key_is_one_call_however_often_it_arrives(page: CallPage) -> None:
    calls = {page.next("key-1") for _ in range(3)}
    assert len(calls) == 1
    placed = [args for name, args in page.site.queued() if name == "place"]
    assert set(placed) == {(calls.pop(),)}


def test_the_state_tells_voter_language_script_and_what_to_ask(page: CallPage) -> None:
    page.talk()
    state = page.state()
    assert state["call"]["voter"] == {"text": "Ada0 Example", "lang": "", "dir": "ltr"}
    assert (state["call"]["state"], state["call"]["language"]) == ("talking", "en")
    questions = state["script"]["questions"]
    assert state["script"]["asking"] == questions[0]["id"]
    assert questions[0]["choices"][1]["leads_to"] == questions[2]["id"]
    assert questions[2]["choices"][0]["leads_to"] is None


def test_an_answer_is_saved_at_once_and_leads_on(page: CallPage) -> None:
    call_id = page.talk()
    first, second, _ = page.state()["script"]["questions"]
    body = {"call_id": call_id, "question_id": first["id"], "choice_id": first["choices"][0]["id"]}
    _, state = page.post("/answer", **body)
    assert state["script"]["questions"][0]["answer"]["choice_ids"] == [first["choices"][0]["id"]]
    assert state["script"]["asking"] == second["id"]
    _, state = page.post("/answer", **{**body, "choice_id": None})
    assert state["script"]["asking"] == first["id"]


def test_a_choice_of_another_question_is_refused_in_words(page: CallPage) -> None:
    call_id = page.talk()
    first, second, _ = page.state()["script"]["questions"]
    status, told = page.post(
        "/answer",
        call_id=call_id,
        question_id=first["id"],
        choice_id=second["choices"][0]["id"],
    )
    assert (status, told["error"]) == (400, "That answer does not belong to this question.")


def test_another_callers_call_does_not_exist_for_one(page: CallPage) -> None:
    call_id = page.talk()
    with page.site.app.database.transaction() as session:
        shift = page.site.world.shift
        other = join(session, shift.join_code, Joining("Other", "", ["en"], "en"), NOON)
    thief = page.site.client()
    thief.get(f"/back/{other.return_code}")
    told = thief.post("/call/result", json={"call_id": call_id, "result": "refused"})
    assert told.status_code == 404
    assert page.site.call(call_id).result is None


def test_a_result_hangs_up_and_calls_the_next_voter(page: CallPage) -> None:
    call_id = page.talk()
    line = page.site.call(call_id).carrier_sid
    status, state = page.post(
        "/result", call_id=call_id, result="not home", then_next=True, key="key-2"
    )
    assert (status, state["call"]["state"]) == (200, "queued")
    assert state["last"]["result"] == "not home"
    assert ("hang_up", (line,)) in page.site.queued()
    assert ("place", (state["call"]["id"],)) in page.site.queued()


def test_a_result_told_twice_is_one_result_and_one_next_call(page: CallPage) -> None:
    call_id = page.talk()
    body = {"call_id": call_id, "result": "voicemail", "then_next": True, "key": "key-2"}
    states = [page.post("/result", **body)[1] for _ in range(2)]
    assert states[0]["call"]["id"] == states[1]["call"]["id"]


def test_a_result_stays_where_the_next_call_cannot_be_made(page: CallPage) -> None:
    call_id = page.talk()
    world = page.site.world
    with page.site.app.database.transaction() as session:
        planning.pause(session, world.organisation.id, world.shift.id, NOON, "member 1")
    status, state = page.post(
        "/result", call_id=call_id, result="refused", then_next=True, key="key-2"
    )
    assert (status, state["call"], state["shift"]["state"]) == (200, None, "paused")
    assert page.site.call(call_id).result == "refused"


def test_a_result_needs_a_phone_that_has_rung(page: CallPage) -> None:
    status, told = page.post("/result", call_id=page.next(), result="not home")
    assert (status, told["error"]) == (409, "The phone has not rung yet.")


def test_a_draft_is_kept_as_it_is_typed_and_stays_with_the_result(page: CallPage) -> None:
    call_id = page.talk()
    page.post("/note", call_id=call_id, note="Needs a ride")
    assert page.state()["call"]["note"] == "Needs a ride"
    page.post("/result", call_id=call_id, result="reached")
    assert page.site.call(call_id).note == "Needs a ride"


def test_undo_brings_the_call_back_and_cancels_the_one_begun_since(page: CallPage) -> None:
    call_id = page.talk()
    page.post("/note", call_id=call_id, note="Needs a ride")
    _, state = page.post("/result", call_id=call_id, result="refused", then_next=True, key="key-2")
    following = page.site.place(state["call"]["id"])
    status, state = page.post("/undo")
    assert (status, state["call"]["id"], state["call"]["note"]) == (200, call_id, "Needs a ride")
    assert ("hang_up", (following,)) in page.site.queued()


def test_undo_brings_a_line_back_that_is_alone_with_a_machine(page: CallPage) -> None:
    call_id = page.talk()
    page.post("/result", call_id=call_id, result="voicemail")
    with page.site.app.database.transaction() as session:
        session.get_one(Call, call_id).apart_at = NOON
    assert page.post("/undo")[0] == 200
    assert ("bring_back", (call_id,)) in page.site.queued()
    assert page.site.call(call_id).apart_at is None


def test_undo_ends_a_line_whose_message_has_begun(page: CallPage) -> None:
    call_id = page.talk()
    page.post("/result", call_id=call_id, result="voicemail")
    with page.site.app.database.transaction() as session:
        call = session.get_one(Call, call_id)
        call.apart_at = call.message_at = NOON
    before = page.site.queued().count(("hang_up", (call.carrier_sid,)))
    page.post("/undo")
    assert page.site.queued().count(("hang_up", (call.carrier_sid,))) == before + 1


def test_a_dial_taken_back_while_the_carrier_is_asked_is_hung_up(page: CallPage) -> None:
    call_id = page.talk()
    _, state = page.post("/result", call_id=call_id, result="refused", then_next=True, key="key-2")
    following = state["call"]["id"]
    dial = page.site.carrier.dial

    def undone_meanwhile(request: Any) -> str:
        page.post("/undo")
        return dial(request)

    page.site.carrier.dial = undone_meanwhile  # type: ignore[method-assign]
    line = page.site.place(following)
    assert page.site.call(following).closed_at is not None
    assert page.site.carrier.calls[line].event is CallEvent.COMPLETED


def test_hanging_up_leaves_the_result_to_be_told(page: CallPage) -> None:
    call_id = page.talk()
    line = page.site.call(call_id).carrier_sid
    page.post("/hang-up", call_id=call_id)
    assert ("hang_up", (line,)) in page.site.queued()
    page.site.happens(call_id, CallEvent.COMPLETED)
    state = page.state()
    assert (state["call"]["over"], state["caller"]["state"]) == (True, "wrapping up")


def test_hanging_up_before_the_call_is_placed_lets_the_voter_wait_again(page: CallPage) -> None:
    call_id = page.next()
    _, state = page.post("/hang-up", call_id=call_id)
    assert (state["call"], state["last"]["result"]) == (None, "not placed")
    page.site.place(call_id)
    assert page.site.carrier.dialled == []
    with page.site.app.database.transaction() as session:
        voter = session.scalars(select(Assignment).order_by(Assignment.voter_id)).first()
    assert voter is not None
    assert (voter.state, voter.attempts, voter.caller_id) == ("waiting", 0, None)


def test_only_the_tab_that_holds_the_line_is_given_a_token(page: CallPage) -> None:
    assert page.post("/token")[1] == {"token": f"token of caller-{page.site.caller.id} for 3600 s"}
    other = page.client.post("/call/here", json={"tab": "tab-2"})
    assert other.get_json() == {"holds": False}
    assert page.state("tab-2")["holds"] is False
    told = page.client.post("/call/token", json={"tab": "tab-2"})
    assert (told.status_code, told.get_json()["error"]) == (
        409,
        "This shift is open in another tab.",
    )
    page.client.post("/call/here", json={"tab": "tab-2", "take_over": True})
    assert page.state()["holds"] is False
    assert page.state("tab-2")["holds"] is True


def test_who_finishes_is_thanked_and_can_bring_up_no_line(page: CallPage) -> None:
    status, state = page.post("/finish")
    assert (status, state["caller"]["state"]) == (200, "finished")
    assert page.post("/token")[0] == 409


def test_nobody_finishes_in_the_middle_of_a_call(page: CallPage) -> None:
    page.talk()
    status, told = page.post("/finish")
    assert (status, told["error"]) == (409, "The last call has no result yet.")


def test_a_break_is_told_and_ends_when_one_goes_on(page: CallPage) -> None:
    assert page.post("/break", on=True)[1]["caller"]["state"] == "on break"
    assert page.post("/break", on=False)[1]["caller"]["state"] == "ready"


def test_an_empty_queue_says_why_and_until_when(page: CallPage) -> None:
    for number in range(3):
        call_id = page.talk(f"key-{number}")
        _, state = page.post("/result", call_id=call_id, result="call back")
    assert state["empty"]["reason"] == "later"
    assert state["empty"]["opens_at"] is not None


@pytest.mark.parametrize("body", [{}, {"call_id": "1", "result": "refused"}, {"call_id": 1}])
def test_what_is_not_understood_is_a_sentence_not_a_failure(
    page: CallPage, body: dict[str, Any]
) -> None:
    status, told = page.post("/result", **body)
    assert status == 400
    assert told["error"].endswith(".")


def test_a_request_without_the_pages_own_token_is_refused(page: CallPage) -> None:
    page.site.flask.config["WTF_CSRF_ENABLED"] = True
    status, told = page.post("/next", key="key-1")
    assert (status, told["kind"]) == (400, "StalePage")


def test_the_page_may_load_from_here_and_speak_to_the_carrier_alone(page: CallPage) -> None:
    policy = page.client.get("/call").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "'unsafe-inline'" not in policy
    assert "connect-src 'self' https://*.twilio.com wss://*.twilio.com" in policy
