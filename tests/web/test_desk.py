"""The desk's first page and its lists, and whose they are."""

import csv
import io
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from phonebank.domain.organisation import Organisation
from phonebank.domain.voter_list import ImportState, RejectedRow, VoterImport
from phonebank.services import planning
from tests.support.desk_site import DeskSite, add_member, desk_site
from tests.support.world import NOON, World, add_caller, make_world


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url) as site:
        yield site


@pytest.fixture
def other(site: DeskSite) -> World:
    """The world of another organisation."""
    with site.acting() as session:
        return make_world(session, slug="other", our_number="+16515550199", first_line=150)


def add_import(site: DeskSite, world: World) -> VoterImport:
    owner = world.organisation.id
    with site.acting() as session:
        made = VoterImport(
            organisation_id=owner,
            voter_list_id=world.voter_list.id,
            file_name="export.xls",
            layout="VAN, UTF-16, tab-separated",
            actor="member 1",
            state=ImportState.FINISHED,
            looked_at=NOON,
            rows=7,
            imported=3,
            merged=2,
            rejected=2,
            started_at=NOON,
            finished_at=NOON,
        )
        session.add(made)
        session.flush()
        for line, row in ((3, "=HYPERLINK(1)"), (5, "Ada,12")):
            session.add(
                RejectedRow(
                    organisation_id=owner,
                    voter_import_id=made.id,
                    line=line,
                    reason="there is no number",
                    row=row,
                )
            )
        return made


def test_a_stranger_is_sent_to_sign_in(site: DeskSite) -> None:
    stranger = site.flask.test_client()
    for path in ("/desk", "/desk/lists", "/desk/shifts/new", "/desk/scripts/new"):
        answer = stranger.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")


def test_a_volunteer_of_the_shift_is_a_stranger_at_its_desk(site: DeskSite) -> None:
    with site.acting() as session:
        caller = add_caller(session, site.world.shift)
    volunteer = site.flask.test_client()
    volunteer.get(f"/back/{caller.return_code}")
    shift = f"/desk/shifts/{site.world.shift.id}"
    assert volunteer.get(shift).status_code == 302
    assert volunteer.post(f"{shift}/end").status_code == 302
    assert "Running" in site.page(shift)


def test_running_shifts_come_first_with_their_counts(site: DeskSite) -> None:
    with site.acting() as session:
        add_caller(session, site.world.shift)
    page = site.page("/desk")
    assert "Evening is under way" in page
    card = page[page.index("shift-card") :]
    assert "<dt>Callers</dt><dd>1</dd>" in card
    assert "<dt>Voters left</dt><dd>3</dd>" in card


def test_an_empty_organisation_is_told_one_first_step(site: DeskSite) -> None:
    with site.acting() as session:
        organisation = Organisation(slug="new", name="Sample New", created_at=NOON)
        session.add(organisation)
        session.flush()
        member = add_member(session, organisation)
    page = site.client_of(member).get("/desk").get_data(as_text=True)
    assert "Begin with the voters" in page
    assert "next-step" in page
    assert site.world.shift.name not in page


def test_a_list_tells_voters_numbers_languages_and_imports(site: DeskSite) -> None:
    add_import(site, site.world)
    page = site.page(f"/desk/lists/{site.world.voter_list.id}")
    assert "<dt>Voters</dt><dd>3</dd>" in page
    assert "<dt>Phone numbers</dt><dd>3</dd>" in page
    assert "<dt>Languages</dt><dd>2</dd>" in page
    assert 'value="2" max="3"' in page
    assert "--org sample --list Everybody FILE" in page
    for number in (7, 3, 2):
        assert f">{number}" in page


def test_rejected_rows_are_downloaded_neutral_to_spreadsheets(site: DeskSite) -> None:
    made = add_import(site, site.world)
    answer = site.client.get(f"/desk/imports/{made.id}/rejected.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows == [
        ["Line", "Reason", "Row"],
        ["3", "there is no number", "'=HYPERLINK(1)"],
        ["5", "there is no number", "Ada,12"],
    ]


def test_a_list_name_cannot_end_the_command_that_is_shown(site: DeskSite) -> None:
    with site.acting() as session:
        voter_list = session.merge(site.world.voter_list)
        voter_list.name = "x; rm -rf /"
    page = site.page(f"/desk/lists/{site.world.voter_list.id}")
    assert "--list &#39;x; rm -rf /&#39; FILE" in page


def test_what_belongs_to_another_organisation_is_not_found(site: DeskSite, other: World) -> None:
    imported = add_import(site, other)
    shift = f"/desk/shifts/{other.shift.id}"
    paths = [
        f"/desk/lists/{other.voter_list.id}",
        f"/desk/imports/{imported.id}/rejected.csv",
        f"/desk/scripts/{other.script.id}",
        f"/desk/scripts/new?from={other.script.id}",
        f"/desk/scripts/new?campaign={other.campaign.id}",
        f"/desk/shifts/new?like={other.shift.id}",
        *(f"{shift}{part}" for part in ("", "/now", "/events", "/end", "/answers.csv")),
    ]
    assert [site.client.get(path).status_code for path in paths] == [404] * len(paths)
    posts = [
        f"/desk/scripts/{other.script.id}",
        *(f"{shift}/{deed}" for deed in ("launch", "pause", "end")),
    ]
    assert [site.client.post(path).status_code for path in posts] == [404] * len(posts)
    with site.acting() as session:
        shift_there = planning.shift_of(session, other.organisation.id, other.shift.id)
        assert shift_there.state == "running"


def test_what_belongs_to_another_organisation_is_not_listed(site: DeskSite, other: World) -> None:
    def links(client: FlaskClient) -> str:
        pages = ("/desk", "/desk/lists", "/desk/shifts/new", "/desk/scripts/new")
        return "".join(client.get(path).get_data(as_text=True) for path in pages)

    seen = links(site.client)
    assert f"/desk/lists/{site.world.voter_list.id}" in seen
    assert f"/desk/lists/{other.voter_list.id}" not in seen
    assert f"/desk/shifts/{other.shift.id}" not in seen
    assert f"/desk/scripts/{other.script.id}" not in seen
    assert f'<option value="{other.voter_list.id}"' not in seen
    assert f"campaign={other.campaign.id}" not in seen
