"""A coordinator brings a list in by the browser: uploads, corrects, watches, takes back."""

import io
from collections.abc import Iterator

import pytest

from phonebank.domain.voter_list import VoterImport, VoterList
from phonebank.jobs import process
from phonebank.jobs.queues import LONG
from phonebank.jobs.worker import run_worker
from tests.support.desk_site import DeskSite, add_member, desk_site
from tests.support.world import make_world

FILE = (
    "VANID,Who,Cell Phone,Tongue\n1,Ada Test,651-555-0181,Hmong\n2,Bo Test,651-555-0182,Lao\n"
    "3,=Cy,ask her,\n"
)


@pytest.fixture
def site(
    migrated_database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url) as site:
        monkeypatch.setattr("phonebank.jobs.files.this_process", lambda: site.app)
        yield site
    process.this_process.cache_clear()


def upload(site: DeskSite, content: str = FILE, name: str = "march.csv") -> str:
    return site.post("/desk/uploads", {"file": (io.BytesIO(content.encode()), name)})


def brought_in(site: DeskSite, **said: str) -> str:
    address = upload(site)
    columns = {f"column-{n}": c for n, c in enumerate(("voter_file_id", "name", "cell_phone"))}
    return site.post(address, {"list": "March", "kind": "contact", **columns, **said})


def work(site: DeskSite) -> None:
    run_worker(site.app, until_empty=True, names=LONG)


def test_a_file_goes_from_the_browser_to_a_list(site: DeskSite) -> None:
    columns = site.page(upload(site))
    assert "Who" in columns and "Ada Test" in columns and "651-555-0181" in columns
    assert "Kept beside" in columns
    address = brought_in(site, **{"column-3": "language"})
    assert "Waiting its turn" in site.page(address)
    work(site)
    page = site.page(address)
    assert "All in" in page and "Hmong" in page and "Mobile" in page
    assert "No usable number. Cell Phone: This is not a telephone number." in page
    assert "/rejected.csv" in page
    again = site.page(upload(site))
    assert "As last time" in again


def test_a_missing_column_is_said_before_anything_is_read(site: DeskSite) -> None:
    address = upload(site)
    page = site.post(address, {"list": "March", "column-2": "cell_phone"}, status=400)
    assert "no column of names" in page
    page = site.post(
        address, {"list": " ", "column-1": "name", "column-2": "cell_phone"}, status=400
    )
    assert "give the list a name" in page


@pytest.mark.parametrize("kind", ["exclusion", "do not contact"])
def test_a_list_of_those_to_be_left_alone_says_so(site: DeskSite, kind: str) -> None:
    brought_in(site, kind=kind)
    with site.acting() as session:
        made = session.query(VoterList).filter_by(name="March").one()
    assert made.kind == kind
    assert "To be left alone" in site.page("/desk/lists")


@pytest.mark.parametrize(("kind", "other"), [("exclusion", "contact"), ("contact", "exclusion")])
def test_a_list_never_takes_voters_for_another_purpose_than_its_own(
    site: DeskSite, kind: str, other: str
) -> None:
    brought_in(site, kind=kind)
    address = upload(site)
    said = {"list": "March", "kind": other, "column-1": "name", "column-2": "cell_phone"}
    assert "is for something else" in site.post(address, said, status=400)
    with site.acting() as session:
        assert session.query(VoterImport).count() == 1
    assert "/desk/imports/" in site.post(address, said | {"kind": kind})


def test_an_import_is_cancelled_and_another_taken_back(site: DeskSite) -> None:
    first = brought_in(site)
    site.post(f"{first}/cancel")
    assert "Cancelled" in site.page(first)
    second = brought_in(site)
    work(site)
    site.post(f"{second}/take-back")
    assert "Being taken back" in site.page(second)
    work(site)
    assert "Taken back" in site.page(second)
    with site.acting() as session:
        assert {each.imported for each in session.query(VoterImport)} == {0, 2}


def test_only_a_voter_list_may_be_large(site: DeskSite) -> None:
    assert site.flask.config["MAX_CONTENT_LENGTH"] == 16_000_000
    large = bytes(lowered_limit(site) + 1)
    campaign = f"/desk/campaigns/{site.world.campaign.id}"
    sheet = {"file": (io.BytesIO(large), "all.csv")}
    assert site.client.post(f"{campaign}/texts/file", data=sheet).status_code == 413
    recording = f"{campaign}/recordings/en/greeting"
    assert site.client.post(recording, data=large).status_code == 413
    voters = {"file": (io.BytesIO(large), "march.csv")}
    assert site.client.post("/desk/uploads", data=voters).status_code == 302


def test_a_large_voter_list_is_let_in_before_its_token_is_looked_for(site: DeskSite) -> None:
    site.flask.config["WTF_CSRF_ENABLED"] = True
    voters = {"file": (io.BytesIO(bytes(lowered_limit(site) + 1)), "march.csv")}
    answer = site.client.post("/desk/uploads", data=voters)
    assert answer.status_code == 400, "not 413: it is the token that is missing"


def lowered_limit(site: DeskSite) -> int:
    site.flask.config["MAX_CONTENT_LENGTH"] = 10_000
    return 10_000


@pytest.mark.parametrize("content", ["", "<html><body>", '[{"a": 1}]'])
def test_what_is_no_list_is_refused_in_words(site: DeskSite, content: str) -> None:
    answer = site.client.post("/desk/uploads", data={"file": (io.BytesIO(content.encode()), "a")})
    page = answer if answer.status_code == 400 else site.client.get(answer.headers["Location"])
    assert page.status_code == 400


def test_another_organisations_files_and_imports_are_not_found(site: DeskSite) -> None:
    files, imports = upload(site), brought_in(site)
    with site.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        member = add_member(session, other.organisation)
    theirs = site.client_of(member)
    for path in (files, imports, f"{imports}/now", f"{imports}/events"):
        assert theirs.get(path).status_code == 404
    for action in ("cancel", "take-back"):
        assert theirs.post(f"{imports}/{action}").status_code == 404
    assert theirs.post(files, data={"list": "Mine"}).status_code == 404


def test_a_new_list_is_counted_and_made_from_an_old_one(site: DeskSite) -> None:
    path = f"/desk/lists/{site.world.voter_list.id}/select"
    assert "<strong>3 voters</strong>" in site.page(path)
    assert "<strong>1 voter</strong>" in site.page(f"{path}?languages=es-US")
    page = site.page(site.post(path, {"languages": "es-US", "name": "Spanish"}))
    assert "Spanish" in page
    assert "already" in site.post(path, {"name": "Spanish"}, status=400)
    assert "small whole number" in site.post(path, {"name": "X", "tries": "-1"}, status=400)


def test_who_cannot_be_contacted_is_shown_with_the_reason_and_taken_home(site: DeskSite) -> None:
    brought_in(site, kind="do not contact")
    work(site)
    with site.acting() as session:
        list_id = session.query(VoterList).filter_by(name="March").one().id
    page = site.page(f"/desk/lists/{list_id}/unreachable")
    assert "This person is on a list of people to be left alone." in page
    rows = site.page(f"/desk/lists/{list_id}/unreachable.csv").splitlines()
    assert len(rows) == 3
    assert "on a list of people to be left alone" in rows[1]
