"""Results at the desk: reports, files to take home, and a page to share."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from phonebank.domain.survey import Answer, AnswerDoor
from phonebank.domain.voter import Voter
from tests.support.desk_site import DeskSite, add_member, desk_site
from tests.support.world import NOON, make_world


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url) as site:
        yield site


@pytest.mark.parametrize("by", ["campaign", "shift", "language", "volunteer", "day"])
def test_results_are_told_apart(site: DeskSite, by: str) -> None:
    assert "Nothing yet." in site.page(f"/desk/results?by={by}")


def test_a_report_that_there_is_not_is_not_found(site: DeskSite) -> None:
    site.page("/desk/results?by=colour", status=404)
    site.page("/desk/exports/voters.pdf", status=404)
    site.page("/desk/exports/everything.csv", status=404)
    site.page("/desk/exports/voters.csv?list=x", status=400)


def test_the_voters_of_a_list_are_taken_home_in_each_format(site: DeskSite) -> None:
    address = f"/desk/exports/voters.%s?list={site.world.voter_list.id}"
    content = site.client.get(address % "csv").get_data().decode("utf-8-sig")
    names = [row["First name"] for row in csv.DictReader(io.StringIO(content))]
    assert names == [voter.first_name for voter in site.world.voters]
    tabbed = site.client.get(address % "xls").get_data().decode("utf-16")
    assert [line.split("\t")[1] for line in tabbed.splitlines()[1:]] == names
    book = load_workbook(io.BytesIO(site.client.get(address % "xlsx").get_data()), read_only=True)
    assert [row[1] for row in book.active.iter_rows(min_row=2, values_only=True)] == names


@pytest.mark.parametrize(
    "layout", ["answers", "van-survey", "van-contact-history", "van-bulk-upload"]
)
def test_every_layout_is_offered_and_answers(site: DeskSite, layout: str) -> None:
    assert f"/desk/exports/{layout}.csv" in site.page("/desk/results")
    answer = site.client.get(f"/desk/exports/{layout}.csv?campaign={site.world.campaign.id}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{layout}.csv"'


def test_nobody_exports_what_is_anothers(site: DeskSite) -> None:
    with site.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        member = add_member(session, other.organisation)
    theirs = site.client_of(member)
    assert (
        theirs.get(f"/desk/exports/voters.csv?list={site.world.voter_list.id}").status_code == 404
    )


def test_the_page_to_share_needs_no_sign_in_and_cannot_be_guessed(site: DeskSite) -> None:
    (path,) = re.findall(r"/headline/[\w.-]+", site.page("/desk/results"))[:1]
    stranger = site.flask.test_client()
    page = stranger.get(path).get_data(as_text=True)
    assert "0 direct conversations" in page and site.world.organisation.name in page
    assert "Ada" not in page and "+1651" not in page
    assert stranger.get(f"{path[:-3]}xyz").status_code == 404
    assert stranger.get("/desk/results").status_code == 302


def test_answers_are_shown_by_area_and_taken_home(site: DeskSite) -> None:
    assert "Nothing yet." in site.page("/desk/results/areas")
    question = site.world.questions[0]
    with site.acting() as session:
        for number, voter in enumerate(site.world.voters[:2]):
            place = {"PrecinctName": f"P-{number}", "lat": f"44.9{number}", "lon": "-93.1"}
            session.get_one(Voter, voter.id).extra = place
            values = {"shift_id": site.world.shift.id, "question_id": question.id}
            chosen = question.choices[number].id
            session.add(
                Answer(
                    organisation_id=site.world.organisation.id, voter_id=voter.id,
                    choice_id=chosen, language="en", door=AnswerDoor.TEXTER, at=NOON, **values,
                )
            )  # fmt: skip
    page = site.page("/desk/results/areas")
    assert "no map of boundaries" in page and "<bdi>P-1</bdi>" in page
    assert page.count("<circle") == 2
    header, *rows = csv.reader(
        site.page(f"/desk/results/areas/{question.id}.csv").removeprefix("\ufeff").splitlines()
    )
    assert header == ["precinct", "Voters", "Yes", "No"]
    assert rows == [["P-0", "1", "1", "0"], ["P-1", "1", "0", "1"]]
    site.page("/desk/results/areas?by=colour", status=404)
    site.page("/desk/results/areas/999999.csv", status=404)
