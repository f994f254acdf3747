"""The captain's page: what it shows, and what its buttons do."""

from collections.abc import Iterator
from typing import Any

import pytest

from phonebank.domain.caller import Caller, CallerState
from phonebank.domain.captain import HelpReason
from phonebank.domain.contact_rules import Channel
from phonebank.services import helping, planning
from phonebank.services.dialling import call_next_voter
from phonebank.services.supervising import captain_connected, supervision_of
from phonebank.telephony.port import CaptainConnected
from tests.support.carrier import FakeCarrier
from tests.support.desk_site import DeskSite, add_member, desk_site
from tests.support.world import add_caller, make_world, plan_like

JSON = {"Accept": "application/json"}


@pytest.fixture
def desk(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url, languages=("en", "es-US")) as site:
        site.app.__dict__["carrier"] = FakeCarrier(site.app.clock)
        yield site


@pytest.fixture
def caller(desk: DeskSite) -> Caller:
    with desk.acting() as session:
        caller = add_caller(session, desk.world.shift)
        caller.seen_at = desk.app.clock()
        return caller


def live(desk: DeskSite, path: str = "") -> str:
    return f"/desk/shifts/{desk.world.shift.id}/live{path}"


def act(desk: DeskSite, caller: Caller, what: str) -> Any:
    return desk.client.post(live(desk, f"/callers/{caller.id}/{what}"), json={}, headers=JSON)


def again(desk: DeskSite, caller: Caller) -> Caller:
    with desk.acting() as session:
        return session.get_one(Caller, caller.id)


def test_it_shows_who_does_what_who_needs_help_and_what_nobody_speaks(
    desk: DeskSite, caller: Caller
) -> None:
    with desk.acting() as session:
        call_next_voter(session, caller.id, "key-1", desk.app.clock())
        helping.raise_hand(session, caller.id, HelpReason.VOTER_UPSET, "<b>", desk.app.clock())
    page = desk.page(live(desk))
    assert f'id="caller-{caller.id}" data-state="dialling"' in page
    assert "The voter is upset" in page
    assert "&lt;b&gt;" in page
    assert "1 voter waits" in page
    assert "Spanish" in page


def test_a_captain_pauses_lets_go_on_and_removes(desk: DeskSite, caller: Caller) -> None:
    assert act(desk, caller, "pause").status_code == 204
    assert again(desk, caller).state(None, desk.app.clock()) is CallerState.PAUSED
    act(desk, caller, "go_on")
    assert again(desk, caller).state(None, desk.app.clock()) is CallerState.READY
    act(desk, caller, "remove")
    assert again(desk, caller).finished_at is not None


def test_without_scripts_a_button_leads_back_to_the_page(desk: DeskSite, caller: Caller) -> None:
    assert desk.post(live(desk, f"/callers/{caller.id}/pause")).endswith(live(desk))


def test_a_captain_moves_a_caller_to_another_shift(desk: DeskSite, caller: Caller) -> None:
    with desk.acting() as session:
        there = planning.plan_shift(session, desk.world.organisation.id, plan_like(desk.world))
        planning.launch(session, desk.world.organisation.id, there.id, desk.app.clock(), "member 1")
    assert "Move to Evening" in desk.page(live(desk))
    act(desk, caller, f"move/{there.id}")
    assert again(desk, caller).shift_id == there.id


def test_a_message_reaches_everybody_and_needs_words(desk: DeskSite) -> None:
    told = desk.client.post(live(desk, "/message"), json={"text": "Ten minutes"}, headers=JSON)
    assert told.status_code == 204
    assert "Ten minutes" in desk.page(live(desk, "/now"))
    empty = desk.client.post(live(desk, "/message"), json={"text": " "}, headers=JSON)
    assert (empty.status_code, empty.get_json()["kind"]) == (400, "BadInput")


def test_the_browser_is_told_to_call_once_and_names_no_room(desk: DeskSite, caller: Caller) -> None:
    assert act(desk, caller, "with/listen").get_json() == {"connect": True}
    token = desk.client.post(live(desk, "/token"), json={}, headers=JSON).get_json()["token"]
    assert token == f"token of captain-{desk.member.id} for 3600 s"
    with desk.acting() as session:
        event = CaptainConnected(desk.member.id, f"CA{77:032x}")
        captain_connected(session, event, desk.app.clock())
    assert act(desk, caller, "with/whisper").get_json() == {"connect": False}
    assert "alone hears you" in desk.page(live(desk, "/now"))
    desk.client.post(live(desk, "/leave"), json={}, headers=JSON)
    with desk.acting() as session:
        assert supervision_of(session, desk.member.id) is None


def test_whoever_has_no_line_cannot_be_listened_to(desk: DeskSite, caller: Caller) -> None:
    with desk.acting() as session:
        session.get_one(Caller, caller.id).leg_call_sid = None
    told = act(desk, caller, "with/listen")
    assert (told.status_code, told.get_json()["kind"]) == (409, "NotNow")


def test_another_organisations_shift_and_callers_do_not_exist(
    desk: DeskSite, caller: Caller
) -> None:
    with desk.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550190", first_line=150)
        member = add_member(session, other.organisation)
        theirs = add_caller(session, other.shift)
    stranger = desk.client_of(member)
    assert stranger.get(live(desk)).status_code == 404
    for what in ("pause", "with/listen", "lower"):
        path = live(desk, f"/callers/{caller.id}/{what}")
        assert stranger.post(path, json={}, headers=JSON).status_code == 404
        assert act(desk, theirs, what).status_code == 404
    assert act(desk, caller, "with/teleport").status_code == 404


def test_a_shift_of_texts_has_no_captains_page(migrated_database_url: str, redis_url: str) -> None:
    with desk_site(migrated_database_url, redis_url, channel=Channel.TEXT) as site:
        site.page(f"/desk/shifts/{site.world.shift.id}/live", 404)


def test_the_page_may_speak_to_the_carrier(desk: DeskSite) -> None:
    policy = desk.client.get(live(desk)).headers["Content-Security-Policy"]
    assert "wss://*.twilio.com" in policy
