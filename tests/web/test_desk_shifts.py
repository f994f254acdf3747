"""Planning, launching, watching and ending a shift at the desk."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Assignment
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.organisation import FreezeReason, Organisation
from phonebank.domain.pacing import Pacer
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.suppression import AuditEvent
from phonebank.domain.survey import AnswerDoor
from phonebank.domain.voter import PhoneNumber
from phonebank.services.planning import end_those_that_are_over
from phonebank.services.surveying import Answering, record_answer
from phonebank.services.watching_calls import note_pace
from tests.support.desk_site import DeskSite, desk_site
from tests.support.world import NOON, OUR_NUMBER, add_caller


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url, launched=False) as site:
        yield site


@pytest.fixture
def running(site: DeskSite) -> DeskSite:
    site.post(f"{address(site)}/launch")
    return site


def address(site: DeskSite) -> str:
    return f"/desk/shifts/{site.world.shift.id}"


def shift_of(site: DeskSite) -> Shift:
    with site.acting() as session:
        return session.get_one(Shift, site.world.shift.id)


def audited(site: DeskSite) -> list[tuple[str, str]]:
    with site.acting() as session:
        rows = session.execute(select(AuditEvent.actor, AuditEvent.action).order_by(AuditEvent.id))
        return [(actor, action) for actor, action in rows]


def planned(site: DeskSite, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Saturday",
        "channel": "call",
        "voter_list": str(site.world.voter_list.id),
        "call_script": str(site.world.script.id),
        "languages": ["en", "und"],
        "date": "2026-12-05",
        "starts": "10:00",
        "ends": "13:30",
        "zone": "America/Chicago",
    } | changes


def test_a_shift_is_planned_in_the_coordinators_own_zone(site: DeskSite) -> None:
    leads_to = site.post("/desk/shifts/new", planned(site))
    with site.acting() as session:
        shift = session.get_one(Shift, int(leads_to.rpartition("/")[2]))
    assert shift.starts_at == datetime(2026, 12, 5, 16, 0, tzinfo=UTC)
    assert shift.ends_at == datetime(2026, 12, 5, 19, 30, tzinfo=UTC)
    assert (shift.channel, shift.languages) == (Channel.CALL, ["en", "und"])
    assert audited(site) == [(f"member {site.member.id}", "plan")]
    again = site.page("/desk/shifts/new")
    assert '<option value="America/Chicago" selected>' in again


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "Please give the shift a name."),
        ({"languages": []}, "languages", "Please choose at least one language of the voters."),
        ({"languages": ["xx"]}, "languages", "Please choose among the languages"),
        ({"ends": "09:00"}, "ends", "The shift ends before it starts"),
        ({"starts": "late"}, "starts", "Please give the times of the shift."),
        ({"date": "tomorrow"}, "date", "Please give the day of the shift."),
        ({"zone": "../etc/passwd"}, "zone", "Please choose your time zone."),
        ({"channel": "fax"}, "channel", "Please choose whether"),
        ({"voter_list": "x"}, "voter_list", "Please choose a voter list."),
    ],
)
def test_a_plans_mistake_is_named_at_its_field_and_nothing_typed_is_lost(
    site: DeskSite, changes: dict[str, Any], field: str, sentence: str
) -> None:
    form = planned(site, **changes)
    page = site.post("/desk/shifts/new", form, status=400)
    assert sentence in page
    before, _, _ = page.partition('aria-invalid="true"')
    assert f'name="{field}"' in before[max(before.rindex("<input"), before.find("<select")) :]
    for name in ("name", "starts", "ends", "date"):
        assert f'name="{name}"' in page
        assert f'value="{form[name]}"' in page
    with site.acting() as session:
        assert session.scalar(select(func.count(Shift.id))) == 1


def test_another_organisations_list_cannot_be_planned_with(site: DeskSite) -> None:
    site.post("/desk/shifts/new", planned(site, voter_list="999"), status=404)


def test_what_is_missing_is_a_list_of_tasks_with_links(site: DeskSite) -> None:
    form = planned(site, languages=["en", "vi"], channel="text")
    leads_to = site.post("/desk/shifts/new", form)
    page = site.page(leads_to)
    assert "Before you can launch it" in page
    assert "Vietnamese: 10 texts are missing" in page
    assert f'/desk/scripts/{site.world.script.id}?beside=vi"' in page
    assert 'id="launch"' not in page
    refused = site.post(f"{leads_to}/launch", status=400)
    assert "The shift cannot be launched yet." in refused
    with site.acting() as session:
        shift = session.get_one(Shift, int(leads_to.rpartition("/")[2]))
    assert shift.state is ShiftState.PLANNED


def test_a_shift_launched_twice_is_launched_once(site: DeskSite) -> None:
    assert 'id="launch"' in site.page(address(site))
    for _ in range(2):
        assert site.post(f"{address(site)}/launch") == address(site)
    with site.acting() as session:
        assert session.scalar(select(func.count(Assignment.id))) == 3
    assert audited(site) == [(f"member {site.member.id}", "launch")]
    page = site.page(address(site))
    assert f"http://127.0.0.1/join/{site.world.shift.join_code}" in page


def test_pause_go_on_and_end_each_act_once(running: DeskSite) -> None:
    for deed in ("pause", "pause", "launch", "end", "end"):
        running.post(f"{address(running)}/{deed}")
    assert shift_of(running).state is ShiftState.ENDED
    actions = [action for _, action in audited(running)]
    assert actions == ["launch", "pause", "resume", "end"]
    page = running.page(address(running))
    assert "Plan another like it" in page
    assert 'id="pause"' not in page
    assert 'id="join-link"' not in page


def test_an_ended_shift_does_not_run_again(running: DeskSite) -> None:
    running.post(f"{address(running)}/end")
    running.post(f"{address(running)}/launch", status=409)
    assert shift_of(running).state is ShiftState.ENDED


def test_a_press_on_a_page_that_is_out_of_date_is_answered_in_the_readers_language(
    running: DeskSite,
) -> None:
    running.post(f"{address(running)}/end")
    running.client.post("/language", data={"language": "es-US"})
    told = running.client.post(f"{address(running)}/pause")
    assert told.status_code == 409
    assert "Este turno ha terminado." in told.get_data(as_text=True)


def test_ending_asks_first_without_a_script_too(running: DeskSite) -> None:
    page = running.page(f"{address(running)}/end")
    assert "End the shift for good?" in page
    assert shift_of(running).state is ShiftState.RUNNING


def test_another_like_it_is_filled_in(site: DeskSite) -> None:
    page = site.page(f"/desk/shifts/new?like={site.world.shift.id}")
    assert 'value="Evening"' in page
    assert 'value="es-US" checked' in page
    assert 'value="ko" checked' not in page


def test_no_deed_is_done_by_a_link(site: DeskSite) -> None:
    for deed in ("launch", "pause"):
        assert site.client.get(f"{address(site)}/{deed}").status_code == 405


def test_a_deed_without_the_pages_token_is_refused(site: DeskSite) -> None:
    site.flask.config["WTF_CSRF_ENABLED"] = True
    assert site.client.post(f"{address(site)}/launch").status_code == 400
    assert shift_of(site).state is ShiftState.PLANNED


def work(site: DeskSite) -> None:
    """One caller reaches the first voter, who answers, and rings the second in vain; another one
    has only joined."""
    world = site.world
    with site.acting() as session:
        val = add_caller(session, world.shift, ["en"])
        add_caller(session, world.shift, ["es-US"], connected=False)
        for place, (voter, result) in enumerate(
            zip(world.voters, (ContactResult.REACHED, ContactResult.NOT_HOME), strict=False)
        ):
            number = session.scalars(
                select(PhoneNumber).where(PhoneNumber.voter_id == voter.id)
            ).one()
            call = Call(
                organisation_id=world.organisation.id,
                shift_id=world.shift.id,
                caller_id=val.id,
                voter_id=voter.id,
                phone_number_id=number.id,
                to_number=number.e164,
                from_number=OUR_NUMBER,
                request_key=f"key {place}",
                carrier_sid=f"CA{place:032d}",
                state=CallState.QUEUED,
                queued_at=NOON,
            )
            answered = [CallEvent.ANSWERED] if place == 0 else []
            for event in (CallEvent.PLACE, *answered, CallEvent.COMPLETED):
                call.apply(event, NOON + timedelta(minutes=1))
            call.result, call.closed_at = result, NOON + timedelta(minutes=2)
            session.add(call)
        session.flush()
        voter = session.merge(world.voters[0])
        voter.first_name = "=Ada"
        question = world.questions[0]
        answering = Answering(world.shift, voter.id, "en", AnswerDoor.CALLER, val.id)
        record_answer(session, answering, question.id, question.choices[0].id, NOON)


def figure(page: str, name: str) -> int:
    read = re.search(rf'id="figure-{name}">(\d+)<', page)
    assert read is not None, name
    return int(read[1])


def test_every_figure_is_right(running: DeskSite) -> None:
    work(running)
    page = running.page(f"{address(running)}/now")
    wanted = {
        "calls": 2,
        "answered": 1,
        "conversations": 1,
        "answers": 1,
        "opt-outs": 0,
        "waiting": 3,
    }
    assert {name: figure(page, name) for name in wanted} == wanted


def test_callers_are_told_with_state_minutes_calls_and_conversations(running: DeskSite) -> None:
    work(running)
    page = running.page(f"{address(running)}/now")
    cells = re.findall(r'<tr id="caller-\d+".*?</tr>', page, re.DOTALL)
    rows = [re.findall(r'class="number"[^>]*>(\d+)<', row) for row in cells]
    assert [row[1:] for row in rows] == [["2", "1"], ["0", "0"]]
    # The site's clock stands about five minutes after NOON, when both pages were last heard from.
    assert {row[0] for row in rows} <= {"4", "5"}
    assert [re.search(r'data-state="(.*?)"', row)[1] for row in cells] == ["away", "away"]  # type: ignore[index]
    assert "Away" in cells[0]
    assert "Spanish" in cells[1]


def test_answers_are_told_by_words_and_numbers(running: DeskSite) -> None:
    work(running)
    page = running.page(f"{address(running)}/now")
    first, _, _ = page[page.index("tally-") :].partition("</ul>")
    assert "Will you vote?" in first
    assert re.findall(r'bar-count">(\d+)', first) == ["1", "0"]
    assert "100 %" in first
    assert 'value="1" max="1"' in first


def test_answers_are_told_in_the_language_of_the_page(running: DeskSite) -> None:
    work(running)
    running.client.post("/language", data={"language": "es-US"})
    page = running.page(f"{address(running)}/now")
    assert '<span lang="es-US" dir="ltr">¿Va a votar?</span>' in page


def test_the_answers_are_downloaded_neutral_to_spreadsheets(running: DeskSite) -> None:
    work(running)
    answer = running.client.get(f"{address(running)}/answers.csv")
    assert answer.is_streamed
    assert answer.mimetype == "text/csv"
    header, row = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    told = dict(zip(header, row, strict=True))
    assert told["First name"] == "'=Ada"
    assert (told["Question"], told["Answer"]) == ("Will you vote?", "yes")
    assert told["Date"] == NOON.isoformat(timespec="seconds")


def test_a_download_without_answers_is_a_header(site: DeskSite) -> None:
    body = site.client.get(f"{address(site)}/answers.csv").get_data().decode("utf-8-sig")
    assert body.startswith("Voter File ID,")
    assert body.count("\n") == 1


def test_how_calls_are_started_is_chosen_in_the_plan_and_changed_while_the_shift_runs(
    running: DeskSite,
) -> None:
    leads_to = running.post("/desk/shifts/new", planned(running, mode="predictive"))
    with running.acting() as session:
        chosen = session.get_one(Shift, int(leads_to.rsplit("/", 1)[1]))
        assert chosen.mode is DialMode.PREDICTIVE
    running.post(f"{address(running)}/mode", {"mode": "progressive"})
    assert shift_of(running).mode is DialMode.PROGRESSIVE
    assert audited(running)[-1][1].startswith("mode progressive")
    running.post(f"{address(running)}/mode", {"mode": "robocall"}, status=400)
    assert shift_of(running).mode is DialMode.PROGRESSIVE


def test_a_shift_ends_by_itself_when_its_time_is_up(running: DeskSite) -> None:
    with running.acting() as session:
        assert end_those_that_are_over(session, NOON + timedelta(hours=3)) == []
        ended = end_those_that_are_over(session, NOON + timedelta(hours=4))
        assert ended == [running.world.shift.id]
    assert shift_of(running).state is ShiftState.ENDED


def test_a_stopped_organisation_is_told_why(running: DeskSite) -> None:
    with running.acting() as session:
        organisation = session.get_one(Organisation, running.world.organisation.id)
        organisation.frozen, organisation.frozen_because = True, FreezeReason.SPENDING
    page = running.client.get(address(running)).get_data(as_text=True)
    assert "cost more than its limit" in page


def test_how_a_shift_dials_is_shown_in_numbers(running: DeskSite) -> None:
    pacer = Pacer()
    pacer.joined("Ada", 0)
    with running.acting() as session:
        shift = session.get_one(Shift, running.world.shift.id)
        shift.mode = DialMode.PREDICTIVE
        note_pace(session, shift, NOON, {"es-US": pacer.explanation(0)})
    page = running.page(address(running))
    assert "How it dials" in page
    assert re.search(r"Spanish.*?Volunteers\">1<.*?Free\">1<", page, re.DOTALL)
