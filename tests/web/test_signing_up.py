"""From a plan to the summary: signing up, the calendar, coming in, changing and calling off."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState, Caller
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.sign_up import SignUp
from tests.support.desk_site import DeskSite, desk_site
from tests.support.world import NOON
from tests.web.test_desk_shifts import address, planned, work

SIGNING = {"key": "made-by-the-page", "name": "Mai Example", "language": ["mww", "en"]}


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url, launched=False) as site:
        yield site


def shifts(site: DeskSite) -> list[Shift]:
    with site.acting() as session:
        return list(session.scalars(select(Shift).order_by(Shift.id)))


def sign_up(site: DeskSite, **changes: Any) -> str:
    """A visitor signs up; answers the path of their own page."""
    visitor = site.flask.test_client()
    code = site.world.shift.sign_up_code
    answer = visitor.post(f"/sign-up/{code}", data=SIGNING | changes)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def test_a_plan_that_is_sent_twice_makes_one_shift(site: DeskSite) -> None:
    form = planned(site, key="made-by-the-page")
    assert site.post("/desk/shifts/new", form) == site.post("/desk/shifts/new", form)
    assert len(shifts(site)) == 2
    keys = {re.search(r'name="key" value="(.+?)"', site.page("/desk/shifts/new"))[1] for _ in "ab"}  # type: ignore[index]
    assert len(keys) == 2


def test_volunteers_wanted_are_kept_by_language_and_a_mistake_is_told(site: DeskSite) -> None:
    wanted = {"wanted-en": "3", "wanted-ko": "9", "wanted-und": ""}
    site.post("/desk/shifts/new", planned(site, **wanted))
    assert shifts(site)[-1].callers_wanted == {"en": 3}
    told = site.post("/desk/shifts/new", planned(site, **{"wanted-en": "many"}), status=400)
    assert "Please give the number of volunteers as a whole number." in told
    site.post("/desk/shifts/new", planned(site, **{"wanted-en": "99999"}), status=400)


def test_a_planned_shift_is_changed_and_nothing_is_planned_anew(site: DeskSite) -> None:
    page = site.page(f"{address(site)}/edit")
    assert 'value="Evening"' in page and "Change the shift" in page
    assert site.post(f"{address(site)}/edit", planned(site, name="Morning")) == address(site)
    [shift] = shifts(site)
    assert (shift.name, shift.starts_at) == ("Morning", datetime(2026, 12, 5, 16, tzinfo=UTC))
    site.post(f"{address(site)}/edit", planned(site, name=""), status=400)
    site.post(f"{address(site)}/launch")
    site.post(f"{address(site)}/edit", planned(site), status=409)


def test_a_volunteer_signs_up_in_their_language_and_gets_a_calendar_file(site: DeskSite) -> None:
    visitor = site.flask.test_client()
    visitor.post("/language", data={"language": "vi"})
    page = visitor.get(f"/sign-up/{site.world.shift.sign_up_code}").get_data(as_text=True)
    assert "Quý vị sẽ đến chứ?" in page and 'lang="vi"' in page
    own = sign_up(site)
    assert sign_up(site) == own
    calendar = Calendar.from_ical(visitor.get(f"{own}/shift.ics").data)
    [event] = calendar.events
    assert event.start == site.world.shift.starts_at
    assert str(event["URL"]) == f"http://127.0.0.1{own}"
    volunteers = site.page(f"{address(site)}/volunteers")
    assert "Mai Example" in volunteers
    assert "English: nobody who comes speaks it" not in volunteers
    assert "Spanish: nobody who comes speaks it" in volunteers


def test_what_cannot_be_used_is_said_and_nothing_typed_is_lost(site: DeskSite) -> None:
    code = site.world.shift.sign_up_code
    form = SIGNING | {"phone": "1-900-555-0177"}
    answer = site.flask.test_client().post(f"/sign-up/{code}", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "This is not a phone number that we can text" in page
    assert 'value="1-900-555-0177"' in page and 'value="made-by-the-page"' in page
    assert re.search(r'value="mww" checked', page)


def test_coming_in_makes_one_caller_however_often_it_is_pressed(site: DeskSite) -> None:
    own = sign_up(site)
    visitor = site.flask.test_client()
    for _ in range(2):
        answer = visitor.post(f"{own}/come")
        assert answer.headers["Location"] == "/call/check"
    training = visitor.get("/call/check").get_data(as_text=True)
    assert "Before your first call" in training
    practice = visitor.get("/practice").get_data(as_text=True)
    assert "Nobody is called" in practice and "On to the real calls" in practice
    assert visitor.post("/practice/done").headers["Location"] == "/go-on"
    with site.acting() as session:
        caller = session.scalars(select(Caller)).one()
    assert (caller.name, caller.languages) == ("Mai Example", ["mww", "en"])
    assert caller.practised_at is not None
    assert "✓" in site.page(f"{address(site)}/volunteers")


def test_a_coordinator_checks_in_whoever_stands_before_them(site: DeskSite) -> None:
    sign_up(site)
    with site.acting() as session:
        made = session.scalars(select(SignUp)).one()
    for _ in range(2):
        site.post(f"{address(site)}/volunteers/{made.id}/here")
    site.post(f"{address(site)}/volunteers/99/here", status=404)
    with site.acting() as session:
        assert session.scalar(select(func.count(Caller.id))) == 1


def test_whoever_cannot_come_says_so_by_their_link(site: DeskSite) -> None:
    own = sign_up(site)
    visitor = site.flask.test_client()
    visitor.post(f"{own}/stay-away")
    assert "You have said that you cannot come" in visitor.get(own).get_data(as_text=True)
    assert "Nobody yet." in site.page(f"{address(site)}/volunteers")


def test_a_discarded_shift_is_gone_or_called_off(site: DeskSite) -> None:
    assert "Discard the shift?" in site.page(f"{address(site)}/discard")
    own = sign_up(site)
    assert site.post(f"{address(site)}/discard") == address(site)
    page = site.flask.test_client().get(own).get_data(as_text=True)
    assert "This shift does not take place" in page
    site.post("/desk/shifts/new", planned(site))
    other = shifts(site)[-1].id
    assert site.post(f"/desk/shifts/{other}/discard") == "/desk"
    assert [each.state for each in shifts(site)] == [ShiftState.ENDED]


def test_the_qr_code_is_a_picture_of_the_join_link(site: DeskSite) -> None:
    drawn = site.client.get(f"{address(site)}/volunteers/join.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.data.startswith(b"<svg") and b"<path" in drawn.data
    anybody = site.flask.test_client().get(f"{address(site)}/volunteers/join.svg")
    assert anybody.status_code == 302


def test_the_summary_tells_figures_and_names_no_voter(site: DeskSite) -> None:
    code = site.world.shift.sign_up_code
    visitor = site.flask.test_client()
    site.post(f"{address(site)}/launch")
    assert visitor.get(f"/summary/{code}").status_code == 404
    work(site)
    site.post(f"{address(site)}/end")
    page = visitor.get(f"/summary/{code}").get_data(as_text=True)
    assert re.search(r'id="conversations">1<', page)
    assert "Will you vote?" in page
    assert "Ada" not in page and "555" not in page


def test_the_pictures_say_what_happened_in_words_and_numbers(site: DeskSite) -> None:
    site.post(f"{address(site)}/launch")
    work(site)
    with site.acting() as session:
        session.get_one(Shift, site.world.shift.id).launched_at = NOON
        reached = session.query(Call).filter_by(result=ContactResult.REACHED).one()
        place = session.query(Assignment).filter_by(voter_id=reached.voter_id).one()
        place.state = AssignmentState.DONE
    page = site.page(f"{address(site)}/pictures")
    funnel = page[page.index('id="funnel"') : page.index('id="every-five"')]
    assert re.findall(r'bar-count">(\d+)', funnel) == ["2", "1", "1", "1"]
    assert "<svg" in page and page.count("As a table") == 1
    assert re.search(r"<th scope=\"row\">English</th>", page)
    left = page[page.index('id="left"') : page.index('id="every-five"')]
    assert re.findall(r'class="number">(\d+)</td>', left)[:2] == ["3", "2"], "everybody's"
    drawing = site.client.get(f"{address(site)}/pictures/voters-left.svg")
    assert (drawing.mimetype, drawing.data.count(b"<polyline")) == ("image/svg+xml", 3)
    table = site.page(f"{address(site)}/pictures/voters-left.csv").splitlines()
    assert table[0].endswith("At,all,en,es-US")
    assert table[-1].split(",")[1:] == ["2", "1", "1"]
    told = site.client.get(f"{address(site)}/pictures/results.csv").get_data(as_text=True)
    header, *rows = (line.split(",") for line in told.removeprefix("\ufeff").splitlines())
    assert sorted(header) == ["From", "not home", "reached"]
    assert [row[1:] for row in rows] == [["1", "1"], ["0", "0"]]
    assert "Volunteers who are away: 2." in page
    assert "Spanish: nobody here speaks it, and voters wait (1)." in page
