"""Contacts are written back to VAN by its own rules: once, and each refusal shown with its person.

VAN is a program of its own here (phonebank/simulator/van), which knows nothing of ours.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.call import Call, ContactResult
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.survey import AnswerDoor
from phonebank.domain.van import VanContact, VanContactState, VanDatabase
from phonebank.partners.https import HttpsOutbound
from phonebank.partners.port import HttpAnswer, Outbound
from phonebank.services import calling, closing, conversations, showing_decisions
from phonebank.services.auditing import Author
from phonebank.services.receiving import text_received
from phonebank.services.surveying import Answering, record_answer
from phonebank.services.van import connecting, showing
from phonebank.services.van.noting import note_earlier
from phonebank.services.van.writing import accounts_due, write_back
from phonebank.simulator.van import StandIn, run_stand_in
from phonebank.telephony.port import TextReceived
from tests.support.ended_calls import add_call, add_conversation, first_number
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world

BY = Author("member 1", NOON)
CODE = {
    "Canvassed": 301,
    "Not Home": 302,
    "Wrong Number": 305,
    "Do Not Call": 310,
    "Do Not Text": 311,
}
PHONE, TEXT, API = 41, 42, 51


@dataclass
class Meanwhile:
    """The way out, with something that happens here while VAN is asked."""

    outbound: HttpsOutbound
    happens: Callable[[], None]

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> HttpAnswer:
        self.happens()
        return self.outbound.ask(method, url, headers, body)


class Connected:
    """An organisation whose voters VAN knows, the connection, and a clock moved by hand."""

    def __init__(self, database: Database, van: StandIn) -> None:
        self.database, self.van, self.at = database, van, NOON
        self.outbound: Outbound = HttpsOutbound(private_addresses=True, timeout_seconds=5)
        with database.transaction() as session:
            self.world: World = make_world(session)
            for place, voter in enumerate(self.world.voters, start=1):
                voter.voter_file_id = str(9_000 + place)
                voter.extra = {"PhoneId": str(70_000 + place)}
            self.connect(session, van.api_key)
        self.fetch()

    def connect(self, session: Session, key: str) -> None:
        owner, name = self.world.organisation.id, self.van.app_name
        side, url = VanDatabase.MY_VOTERS, self.van.base_url
        given = connecting.key_given(name, key, side, url, plain_too=True)
        connecting.connect(session, owner, given, BY)

    def fetch(self) -> None:
        owner = self.world.organisation.id
        connecting.take_codes(self.database, self.outbound, owner, lambda: self.at)

    def call(self, place: int, result: ContactResult, *answered: int) -> int:
        """A call with its result, after so many questions were answered by their first choice."""
        voter = self.world.voters[place]
        with self.database.transaction() as session:
            caller = add_caller(session, self.world.shift)
            call = add_call(session, self.world.shift, voter, caller.id)
            answering = Answering(self.world.shift, voter.id, "en", AnswerDoor.CALLER, caller.id)
            for each in answered:
                question = self.world.questions[each]
                record_answer(session, answering, question.id, question.choices[0].id, NOON)
            closing.close_call(session, call, result, NOON)
            return call.id

    def answered_text(self, place: int, **values: bool) -> int:
        """A conversation by text in which the voter wrote, and which its texter has closed."""
        with self.database.transaction() as session:
            texter = add_caller(session, self.world.shift)
            voter = self.world.voters[place]
            wrote = {"caller_id": texter.id, "last_inbound_at": NOON}
            talk = add_conversation(session, self.world.shift, voter, **wrote, **values)
            conversations.close(session, texter.id, talk.id, NOON)
            return talk.id

    def stop(self, place: int) -> None:
        """The voter writes STOP."""
        with self.database.transaction() as session:
            number = first_number(session, session.merge(self.world.voters[place])).e164
            text_received(session, TextReceived("SM1", number, OUR_NUMBER, "STOP"), self.at)

    def told(self) -> list[tuple[int, int | None]]:
        """Whom VAN knows something of, and by which code, in the order of its arrival."""
        return [(van_id, body["resultCodeId"]) for van_id, body in self.van.taken]

    def write(self, minutes: int = 3) -> int:
        """What is written so many minutes later."""
        self.at += timedelta(minutes=minutes)
        with self.database.transaction() as session:
            due = accounts_due(session, self.at)
        clock = lambda: self.at  # noqa: E731
        return sum(write_back(self.database, self.outbound, each, clock) for each in due)

    def shown(self) -> showing.VanShown:
        with self.database.transaction() as session:
            return showing.van_shown(session, self.world.organisation.id)

    def open(self) -> list[tuple[str, VanContactState, str]]:
        return [
            (each.voter.name, each.contact.state, each.contact.problem)
            for each in self.shown().open
        ]


@pytest.fixture
def connected(database: Database) -> Iterator[Connected]:
    with run_stand_in() as van:
        yield Connected(database, van)


def test_a_result_or_answers_are_written_never_both_with_the_id_of_the_number(
    connected: Connected,
) -> None:
    connected.call(0, ContactResult.REACHED, 0)
    connected.call(1, ContactResult.NOT_HOME)
    connected.call(2, ContactResult.REACHED)
    connected.call(2, ContactResult.ABANDONED)  # VAN has no word for it
    assert connected.write(minutes=1) == 0  # answers may still be corrected
    assert connected.write() == 3
    told = {van_id: body for van_id, body in connected.van.taken}
    assert told[9_001]["responses"] == [
        {"type": "SurveyResponse", "surveyQuestionId": 6_001, "surveyResponseId": 6_101}
    ]
    assert told[9_001]["resultCodeId"] is None
    assert (told[9_002]["resultCodeId"], told[9_002]["responses"]) == (CODE["Not Home"], None)
    assert (told[9_003]["resultCodeId"], told[9_003]["responses"]) == (CODE["Canvassed"], None)
    assert told[9_001]["canvassContext"] == {
        "contactTypeId": PHONE,
        "inputTypeId": API,
        "dateCanvassed": "2026-12-01T18:00:00+00:00",
        "phoneId": 70_001,
    }
    assert connected.write() == 0 and len(connected.van.taken) == 3
    assert connected.shown().counts[VanContactState.WRITTEN] == len(connected.van.taken)


def test_another_number_than_the_files_preferred_one_is_named_itself(connected: Connected) -> None:
    with connected.database.transaction() as session:
        voter = session.merge(connected.world.voters[0])
        voter.extra = {"Favourite colour": "green"}
    connected.call(0, ContactResult.WRONG_NUMBER)
    assert connected.write() == 1
    ((_, body),) = connected.van.taken
    assert body["canvassContext"]["phone"] == {"dialingPrefix": "1", "phoneNumber": "6515550101"}
    assert "phoneId" not in body["canvassContext"]


def test_van_that_is_away_is_asked_again_and_nothing_is_written_twice(
    connected: Connected,
) -> None:
    connected.van.faults = [429, 503]
    connected.call(0, ContactResult.NOT_HOME)
    assert [connected.write() for _ in range(4)] == [0, 0, 1, 0]
    assert len(connected.van.taken) == 1 and connected.shown().account.problem == ""


def test_an_answer_that_is_lost_is_for_a_person_to_decide(connected: Connected) -> None:
    connected.van.faults = ["lost", 500]
    connected.call(0, ContactResult.NOT_HOME)
    connected.write()
    connected.call(1, ContactResult.NOT_HOME)
    connected.write(minutes=10)
    assert connected.write(minutes=60) == 0
    states = [(name, state) for name, state, _ in connected.open()]
    assert states == [
        ("Ada1 Example", VanContactState.UNCERTAIN), ("Ada0 Example", VanContactState.UNCERTAIN),
    ]  # fmt: skip
    failed, lost = (each.contact.id for each in connected.shown().open)
    owner = connected.world.organisation.id
    with connected.database.transaction() as session:
        showing.decide(session, owner, lost, True, BY)
        showing.decide(session, owner, failed, False, BY)
    assert connected.write() == 1 and connected.open() == []
    assert sorted(van_id for van_id, _ in connected.van.taken) == [9_001, 9_002]


def test_whom_van_would_not_have_is_shown_with_its_reason(connected: Connected) -> None:
    with connected.database.transaction() as session:
        unknown, nobody, wrong_id = (session.merge(each) for each in connected.world.voters)
        unknown.voter_file_id, nobody.voter_file_id = "123456", None
        wrong_id.extra = {"PhoneId": "70001"}
    for place in range(3):
        connected.call(place, ContactResult.NOT_HOME)
    assert connected.write() == 0 and connected.van.taken == []
    problems = {name: problem for name, _, problem in connected.open()}
    assert problems["Ada0 Example"] == "VAN knows nobody with this id"
    assert "has no VAN ID" in problems["Ada1 Example"]
    assert problems["Ada2 Example"] == "'phoneId' does not belong to this person"
    with connected.database.transaction() as session:
        session.merge(connected.world.voters[0]).voter_file_id = "9001"
        showing.try_again(session, connected.world.organisation.id, BY)
    assert connected.write() == 1


def test_an_outcome_without_a_code_waits_until_one_is_chosen(connected: Connected) -> None:
    owner = connected.world.organisation.id
    with connected.database.transaction() as session:
        connecting.map_codes(session, owner, {"not home": None}, {}, BY)
    connected.call(0, ContactResult.NOT_HOME)
    assert connected.write() == 0
    assert [state for _, state, _ in connected.open()] == [VanContactState.UNMAPPED]
    with connected.database.transaction() as session:
        with pytest.raises(BadInput, match="no such code"):
            connecting.map_codes(session, owner, {"not home": 13}, {}, BY)
        how = connected.world.questions[1]
        answers = {(how.origin, "mail"): 6_201, (how.origin, "person"): 6_202}
        connecting.map_codes(session, owner, {"not home": CODE["Not Home"]}, answers, BY)
    assert connected.write() == 1
    connected.call(1, ContactResult.REACHED, 1)
    assert connected.write() == 1
    assert connected.van.taken[-1][1]["responses"][0]["surveyResponseId"] == 6_201


def test_a_conversation_by_text_that_ends_in_an_opt_out_is_do_not_text(
    connected: Connected,
) -> None:
    voter = connected.world.voters[0]
    with connected.database.transaction() as session:
        number = add_conversation(session, connected.world.shift, voter).their_number
    with connected.database.transaction() as session:
        text_received(session, TextReceived("SM1", number, OUR_NUMBER, "STOP"), NOON)
    assert connected.write() == 1
    with connected.database.transaction() as session:
        text_received(session, TextReceived("SM2", number, OUR_NUMBER, "STOP"), NOON)
    assert connected.write() == 0  # it stands there
    ((van_id, body),) = connected.van.taken
    assert (van_id, body["resultCodeId"]) == (9_001, CODE["Do Not Text"])
    assert body["canvassContext"]["contactTypeId"] == TEXT


ANSWERED_THEN_STOPPED = [(9_001, CODE["Canvassed"]), (9_001, CODE["Do Not Text"])]


def test_a_stop_while_van_is_asked_is_written_after_what_was_asked(connected: Connected) -> None:
    connected.answered_text(0)
    connected.outbound = Meanwhile(connected.outbound, lambda: connected.stop(0))
    assert [connected.write() for _ in range(3)] == [1, 1, 0]
    assert connected.told() == ANSWERED_THEN_STOPPED


def test_a_stop_before_a_lost_answer_is_decided_is_written_then(connected: Connected) -> None:
    connected.answered_text(0)
    connected.van.faults = ["lost"]
    assert connected.write() == 0
    connected.stop(0)
    assert connected.write(minutes=60) == 0
    with connected.database.transaction() as session:
        (lost,) = connected.shown().open
        showing.decide(session, connected.world.organisation.id, lost.contact.id, True, BY)
    assert connected.write() == 1 and connected.told() == ANSWERED_THEN_STOPPED


def test_who_was_refused_and_then_opts_out_is_written(connected: Connected) -> None:
    connected.answered_text(0)
    connected.van.faults = [400]
    assert connected.write() == 0
    connected.stop(0)
    assert connected.write() == 1 and connected.told() == ANSWERED_THEN_STOPPED[1:]


def test_an_opt_out_on_the_phone_is_written_of_the_texts_too(connected: Connected) -> None:
    connected.answered_text(0)
    assert connected.write() == 1
    connected.call(0, ContactResult.DO_NOT_CALL)
    assert connected.write() == 2
    codes = {code for _, code in connected.told()}
    assert codes == {CODE["Canvassed"], CODE["Do Not Text"], CODE["Do Not Call"]}


def test_a_reply_that_a_coordinator_takes_for_an_opt_out_is_written(connected: Connected) -> None:
    held = connected.answered_text(0, held=True)
    with connected.database.transaction() as session:
        session.query(VanContact).delete()
        owner = connected.world.organisation.id
        showing_decisions.decide_held(session, owner, held, True, BY)
    assert connected.write() == 1 and connected.told() == ANSWERED_THEN_STOPPED[1:]


def test_a_result_that_was_corrected_after_it_was_written_is_written_again(
    connected: Connected,
) -> None:
    call_id = connected.call(0, ContactResult.NOT_HOME)
    assert connected.write() == 1
    with connected.database.transaction() as session:
        caller_id = session.get_one(Call, call_id).caller_id
        calling.undo_result(session, caller_id, connected.at)
        telling = calling.Telling(call_id, ContactResult.DO_NOT_CALL)
        calling.tell_result(session, caller_id, telling, connected.at)
    assert [connected.write(), connected.write()] == [1, 0]
    assert connected.told() == [(9_001, CODE["Not Home"]), (9_001, CODE["Do Not Call"])]


def test_what_ended_before_van_was_connected_is_written_when_asked_for(
    connected: Connected,
) -> None:
    connected.call(0, ContactResult.NOT_HOME)
    with connected.database.transaction() as session:
        session.query(VanContact).delete()
        owner, campaign = connected.world.organisation.id, connected.world.campaign.id
        assert note_earlier(session, owner, campaign, NOON) == 1
        assert note_earlier(session, owner, campaign, NOON) == 0
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        assert note_earlier(session, other.organisation.id, campaign, NOON) == 0
        with pytest.raises(NotFound):
            showing.van_shown(session, other.organisation.id)
    assert connected.write() == 1


def test_a_key_that_van_does_not_take_any_more_stops_nothing_else(connected: Connected) -> None:
    taken, connected.van.api_key = connected.van.api_key, "another key"
    with pytest.raises(BadInput, match="does not accept"):
        connected.fetch()
    connected.call(0, ContactResult.NOT_HOME)
    assert connected.write() == 0
    assert connected.shown().account.problem == "VAN does not accept this name and key"
    connected.van.api_key = taken
    with connected.database.transaction() as session:
        connected.connect(session, taken)
    assert connected.write() == 1


def test_codes_and_what_was_chosen_are_those_of_one_key(connected: Connected) -> None:
    owner = connected.world.organisation.id
    with connected.database.transaction() as session:
        connecting.map_codes(session, owner, {"busy": CODE["Not Home"]}, {}, BY)
        connected.connect(session, connected.van.api_key)  # the same again
    assert connected.shown().account.result_map["busy"] == CODE["Not Home"]
    connected.call(0, ContactResult.BUSY)
    connected.van.api_key = "that of another committee"
    with connected.database.transaction() as session:
        connected.connect(session, connected.van.api_key)
    account = connected.shown().account
    assert (account.codes, account.result_map, account.answer_map) == ({}, {}, {})
    assert connected.write() == 0  # not with codes of the other
    connected.fetch()
    assert connected.write() == 1 and connected.told() == [(9_001, 304)]
