"""Volunteers come in from Action Network and Mobilize, and go out to them: each person once.

Both are programs of their own here (tests/support), which know nothing of ours.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.event_program import Attendance, AttendanceState, EventProgram
from phonebank.domain.shift import Shift
from phonebank.domain.sign_up import Notice, SignUp
from phonebank.partners.https import HttpsOutbound
from phonebank.services import planning, signing_up
from phonebank.services.auditing import Author
from phonebank.services.event_programs import connecting, showing
from phonebank.services.event_programs.connecting import Opening
from phonebank.services.event_programs.exchanging import exchange, programs_due
from phonebank.services.signing_up import Coming
from tests.support import action_network, mobilize
from tests.support.action_network import ActionNetworkStandIn, run_action_network
from tests.support.mobilize import MobilizeStandIn, run_mobilize
from tests.support.world import NOON, World, add_caller, make_world, plan_like

BY = Author("member 1", NOON)
BEGINS = NOON + timedelta(hours=6)
S = AttendanceState


class Connected:
    """An organisation with a shift for the evening that is an event there, and a clock."""

    def __init__(self, database: Database, program: EventProgram, there: Any) -> None:
        self.database, self.program, self.there, self.at = database, program, there, NOON
        self.outbound = HttpsOutbound(private_addresses=True, timeout_seconds=5)
        is_mobilize = program is EventProgram.MOBILIZE
        self.place = (mobilize.EVENT, mobilize.SLOT) if is_mobilize else (action_network.EVENT, "")
        with database.transaction() as session:
            self.world: World = make_world(session, launched=False)
            shift = session.get_one(Shift, self.world.shift.id)
            shift.starts_at, shift.ends_at = BEGINS, BEGINS + timedelta(hours=2)
            self.connect(session, there.api_key)
        connecting.take_events(database, self.outbound, self.owner, program, lambda: self.at)
        with database.transaction() as session:
            shift_id = self.world.shift.id
            connecting.link(session, self.owner, program, self.place, shift_id, "es-US", BY)

    @property
    def owner(self) -> int:
        return self.world.organisation.id

    def connect(self, session: Session, key: str, tells: bool = True) -> None:
        opening = Opening(self.program, key, mobilize.ORGANISATION, "Made calls", tells)
        where = {"base_url": self.there.base_url, "plain_too": True}
        connecting.connect(session, self.owner, opening, BY, **where)

    def exchange(self, minutes: float = 6, is_over: Any = lambda: False) -> int:
        """What moves so many minutes later."""
        self.at += timedelta(minutes=minutes)
        self.there.set_clock(self.at)
        with self.database.transaction() as session:
            due = programs_due(session, self.at)
        clock = lambda: self.at  # noqa: E731
        return sum(exchange(self.database, self.outbound, each, clock, is_over) for each in due)

    def coming(self, key: str, name: str, phone: str = "", email: str = "") -> SignUp:
        """Somebody signs up on our own page."""
        told = Coming(key, name, phone, ["en"], "en", email, "55101")
        with self.database.transaction() as session:
            return signing_up.sign_up(session, self.world.shift.sign_up_code, told, self.at)

    def names(self) -> list[str]:
        with self.database.transaction() as session:
            return [each.name for each in signing_up.sign_ups_of(session, self.world.shift)]

    def sign_up(self, name: str) -> SignUp:
        with self.database.transaction() as session:
            return session.scalars(select(SignUp).where(SignUp.name == name)).one()

    def texts_owed(self) -> int:
        with self.database.transaction() as session:
            return len(session.scalars(select(Notice)).all())

    def shown(self) -> showing.ProgramShown:
        with self.database.transaction() as session:
            return showing.program_shown(session, self.owner, self.program)

    def counts(self) -> dict[AttendanceState, int]:
        return {state: count for state, count in self.shown().counts.items() if count}

    def open(self) -> dict[str, tuple[AttendanceState, str]]:
        return {
            each.attendance.name: (each.attendance.state, each.attendance.problem)
            for each in self.shown().open
        }

    def posts(self) -> int:
        return sum(method == "POST" for method, _ in self.there.asked)


@pytest.fixture
def action(database: Database) -> Iterator[Connected]:
    with run_action_network() as there:
        yield Connected(database, EventProgram.ACTION_NETWORK, there)


@pytest.fixture
def mobile(database: Database) -> Iterator[Connected]:
    with run_mobilize() as there:
        yield Connected(database, EventProgram.MOBILIZE, there)


def phones(number: str, status: str) -> list[dict[str, Any]]:
    return [{"primary": True, "number": number, "status": status}]


def emails(address: str) -> list[dict[str, Any]]:
    return [{"primary": True, "address": address, "status": "subscribed"}]


def test_people_come_in_from_action_network_once_and_only_who_takes_texts_is_owed_one(
    action: Connected,
) -> None:
    there: ActionNetworkStandIn = action.there
    mai = there.add_person(
        "Mai",
        phone_numbers=phones("16515550171", "subscribed"),
        languages_spoken=["hmn", "zh-CN", "xx"],
    )
    quiet = there.add_person("Quiet", phone_numbers=phones("16515550172", "unsubscribed"))
    odd = there.add_person("Odd", phone_numbers=phones("911", "subscribed"))
    for each in (mai, quiet, odd):
        there.attend(each)
    assert action.exchange() == 3
    assert action.names() == ["Mai Example", "Quiet Example", "Odd Example"]
    assert action.sign_up("Mai Example").e164 == "+16515550171"
    assert action.sign_up("Mai Example").languages == ["mww", "cmn"]
    assert action.sign_up("Quiet Example").e164 == ""
    assert action.sign_up("Quiet Example").languages == ["es-US"]
    assert action.texts_owed() == 1
    assert "cannot be used" in action.open()["Odd Example"][1]
    before = len(there.asked)
    assert action.exchange() == 0  # nobody has changed
    ((_, path),) = there.asked[before:]
    assert "modified_date" in path and action.counts() == {S.STANDS: 3}
    assert action.posts() == 0
    there.people[mai]["phone_numbers"] = phones("16515550171", "unsubscribed")
    there.attend(mai)
    assert action.exchange() == 1 and action.texts_owed() == 0


def test_people_come_in_from_mobilize_by_their_timeslot_in_the_languages_it_was_told(
    mobile: Connected,
) -> None:
    there: MobilizeStandIn = mobile.there
    field = {"custom_field_name": "Languages you speak", "text_value": "Vietnamese, English"}
    there.attend("Lan", "lan@example.org", custom_signup_field_values=[field])
    there.attend("Ada", "ada@example.org", phone="6515550173", texts="OPT_IN")
    there.attend("Later", "later@example.org", slot=mobilize.OTHER_SLOT)
    there.attend("Nobody", "", person={"given_name": "", "family_name": ""})
    assert mobile.exchange() == 3
    assert mobile.names() == ["Lan Example", "Ada Example"]
    assert mobile.sign_up("Lan Example").languages == ["vi", "en"]
    assert mobile.sign_up("Lan Example").page_language == "vi"
    assert mobile.texts_owed() == 1
    assert mobile.open() == {"": (S.UNREADABLE, "no name is told of them")}


def test_somebody_who_signed_up_on_both_sides_is_one_volunteer(mobile: Connected) -> None:
    mobile.coming("k1", "Bo Example", email="BO@example.org")
    mobile.coming("k2", "Cy Example", phone="+16515550174", email="cy@example.org")
    mobile.there.attend("Bo", "bo@example.org")
    mobile.there.attend("Cyrus", "other@example.org", phone="(651) 555-0174")
    mobile.exchange()
    assert mobile.names() == ["Bo Example", "Cy Example"]
    assert mobile.posts() == 0 and mobile.counts() == {S.STANDS: 2}


def test_who_cancels_there_is_signed_off_here_unless_somebody_touched_it(
    mobile: Connected,
) -> None:
    there: MobilizeStandIn = mobile.there
    gone = there.attend("Gone", "gone@example.org", phone="6515550175", texts="OPT_IN")
    here = there.attend("Here", "here@example.org")
    ours = there.attend("Ours", "ours@example.org")
    mobile.coming("k1", "Ours Example", email="ours@example.org")
    mobile.exchange()
    with mobile.database.transaction() as session:
        code = mobile.sign_up("Here Example").code
        signing_up.check_in(session, code, mobile.at, early=True)
    for each in (gone, here, ours):
        there.change(each, status="CANCELLED")
    assert mobile.exchange() == 3
    assert mobile.names() == ["Ours Example", "Here Example"] and mobile.texts_owed() == 0
    assert {name for name in mobile.open()} == {"Here Example", "Ours Example"}
    there.change(gone, status="REGISTERED")
    mobile.exchange()
    assert "Gone Example" in mobile.names() and mobile.texts_owed() == 1


def test_our_volunteers_are_told_once_and_who_came_is_tagged(action: Connected) -> None:
    there: ActionNetworkStandIn = action.there
    known = there.add_person("Known", email_addresses=emails("known@example.org"))
    action.coming("k1", "Known Example", email="known@example.org")
    action.coming("k2", "New Example", phone="+16515550176")
    action.coming("k3", "Nameless Example")
    assert action.exchange() == 2
    action.exchange()
    assert action.exchange() == 0 and action.posts() == 2
    assert there.attendances[0]["action_network:person_id"] == known
    assert there.people[known]["email_addresses"] == emails("known@example.org")
    (new,) = set(there.people) - {known}
    assert there.people[new]["phone_numbers"] == [
        {"number": "16515550176", "status": "unsubscribed"}
    ]
    assert action.open()["Nameless Example"][0] is S.REFUSED
    with action.database.transaction() as session:
        signing_up.check_in(session, action.sign_up("New Example").code, action.at, early=True)
    assert action.exchange() == 1
    action.exchange()
    assert there.tags == {(new, "Made calls")} and len(there.attendances) == 2
    assert action.exchange() == 0 and action.posts() == 3


def test_mobilize_is_told_of_whom_it_takes_and_refusals_stand_beside_their_person(
    mobile: Connected,
) -> None:
    mobile.coming("k1", "Dee Example", phone="+16515550177", email="dee@example.org")
    mobile.coming("k2", "Eve Example")
    mobile.coming("k3", "Fay Example", email="fay@blocked.example")
    mobile.exchange()
    (made,) = mobile.there.attendances
    assert made["person"]["phone_numbers"][0]["number"] == "6515550177"
    assert mobile.there.opted_in == []
    problems = {name: problem for name, (_, problem) in mobile.open().items()}
    assert problems["Eve Example"] == "Mobilize takes nobody without an e-mail address"
    assert problems["Fay Example"] == "person: email_address: This person cannot sign up."
    with mobile.database.transaction() as session:
        session.merge(mobile.sign_up("Fay Example")).email = "fay@example.org"
        showing.try_again(session, mobile.owner, mobile.program, BY)
    assert mobile.exchange() >= 1 and len(mobile.there.attendances) == 2
    mobile.exchange()
    assert mobile.exchange() == 0  # nor do its own come back in as others
    assert mobile.names() == ["Dee Example", "Eve Example", "Fay Example"]


@pytest.mark.parametrize("fault", ["lost", 500])
def test_an_answer_that_is_lost_is_asked_for_and_nobody_is_told_twice(
    mobile: Connected, fault: int | str
) -> None:
    mobile.there.faults = [fault]
    mobile.coming("k1", "Gus Example", email="gus@example.org")
    mobile.exchange()
    assert mobile.open()["Gus Example"][0] is S.UNCERTAIN
    assert mobile.exchange(minutes=1) == 0 and mobile.posts() == 1
    assert mobile.exchange(minutes=2) >= 1 and mobile.open() == {}
    assert len(mobile.there.attendances) == 1 and mobile.counts() == {S.STANDS: 1}
    assert mobile.posts() == (1 if fault == "lost" else 2)


def test_nobody_is_told_twice_who_comes_before_a_lost_answer_is_asked_for(
    mobile: Connected,
) -> None:
    mobile.there.faults = ["lost"]
    mobile.coming("k1", "Gus Example", email="gus@example.org")
    mobile.exchange()
    with mobile.database.transaction() as session:
        came = add_caller(session, session.merge(mobile.world.shift))
        session.merge(mobile.sign_up("Gus Example")).caller_id = came.id
    mobile.exchange(minutes=3)
    assert mobile.counts() == {S.STANDS: 1} and mobile.posts() == 1


def test_the_same_holds_for_action_network(action: Connected) -> None:
    action.there.faults = ["lost"]
    action.coming("k1", "Gus Example", email="gus@example.org")
    action.exchange()
    action.exchange(minutes=3)
    assert action.counts() == {S.STANDS: 1} and action.posts() == 1


def test_a_program_that_asks_to_wait_is_left_alone_for_so_long(action: Connected) -> None:
    action.there.faults = [429]
    action.coming("k1", "Hal Example", email="hal@example.org")
    assert action.exchange() == 0
    asked = len(action.there.asked)
    assert action.exchange(minutes=1.4) == 0 and len(action.there.asked) == asked
    assert "429" in action.shown().account.problem
    assert action.exchange(minutes=0.2) == 1 and action.shown().account.problem == ""
    action.there.read_faults = [503]
    mai = action.there.add_person("Mai")
    action.there.attend(mai)
    assert action.exchange() == 0 and "Mai Example" not in action.names()
    assert action.exchange() >= 1 and "Mai Example" in action.names()


def test_a_turn_that_is_over_is_gone_on_with_in_the_next(action: Connected) -> None:
    for place in range(5):
        action.there.attend(action.there.add_person(f"Ada{place}"))
    assert action.exchange(is_over=lambda: True) == 1
    assert action.exchange(minutes=0.1) == 4 and len(action.names()) == 5
    assert action.shown().account.leased_until is None


def test_a_wrong_key_is_told_at_once_and_nobody_else_sees_the_account(action: Connected) -> None:
    with action.database.transaction() as session:
        action.connect(session, "wrong")
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        with pytest.raises(NotFound):
            showing.program_shown(session, other.organisation.id, action.program)
    with pytest.raises(BadInput, match="does not accept this key"):
        owner, clock = action.owner, lambda: action.at
        connecting.take_events(action.database, action.outbound, owner, action.program, clock)
    assert action.exchange() == 0
    assert action.shown().account.problem == "Action Network does not accept this key"


def test_an_event_is_one_shift_and_may_be_let_go(mobile: Connected) -> None:
    with mobile.database.transaction() as session:
        plan = plan_like(mobile.world)
        other = planning.plan_shift(session, mobile.owner, plan)
        arguments = (session, mobile.owner, mobile.program)
        with pytest.raises(BadInput, match="another shift"):
            connecting.link(*arguments, mobile.place, other.id, "en", BY)
        with pytest.raises(BadInput, match="one of the events"):
            connecting.link(*arguments, ("1", "1"), other.id, "en", BY)
    mobile.there.attend("Ada", "ada@example.org")
    mobile.exchange()
    (linked,) = mobile.shown().events
    assert linked.people == 1
    with mobile.database.transaction() as session:
        connecting.unlink(session, mobile.owner, linked.event.id, BY)
    assert mobile.exchange() == 0 and mobile.names() == ["Ada Example"]
    mobile.there.gone.append(mobilize.EVENT)
    with mobile.database.transaction() as session:
        shift_id = mobile.world.shift.id
        connecting.link(session, mobile.owner, mobile.program, mobile.place, shift_id, "en", BY)
    assert mobile.exchange() == 0 and mobile.shown().account.problem == ""
    mobile.there.gone.clear()
    with mobile.database.transaction() as session:
        showing.try_again(session, mobile.owner, mobile.program, BY)
    assert mobile.exchange() == 1 and mobile.names() == ["Ada Example"]


def test_who_signed_up_before_our_page_said_so_is_not_told_of(action: Connected) -> None:
    action.at -= timedelta(minutes=1)
    action.coming("k1", "Early Example", email="early@example.org")
    assert action.exchange() == 0 and action.posts() == 0
    action.coming("k2", "Later Example", email="later@example.org")
    assert action.exchange() == 1 and action.posts() == 1


def test_where_nothing_is_to_be_told_nothing_leaves(action: Connected) -> None:
    with action.database.transaction() as session:
        action.connect(session, "", tells=False)
    action.coming("k1", "Ivy Example", email="ivy@example.org")
    action.there.attend(action.there.add_person("Mai"))
    assert action.exchange() == 1 and action.posts() == 0
    with action.database.transaction() as session:
        assert len(session.scalars(select(Attendance)).all()) == 1
