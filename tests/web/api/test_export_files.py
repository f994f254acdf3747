"""Large exports are made in the background, and a broken download goes on where it broke."""

import csv
import io
from datetime import timedelta

import pytest

from phonebank.db import Database
from phonebank.domain.export_file import ExportFile, ExportPiece, ExportState
from phonebank.jobs import files as file_jobs
from phonebank.jobs.queues import LONG
from phonebank.jobs.worker import run_worker
from phonebank.services.exports import keeping, making
from tests.support.desk_site import add_member
from tests.support.world import NOON, make_world
from tests.web.api.conftest import Api

PAGE = "/desk/files"


def test_a_file_is_made_in_the_background_and_read_in_parts(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (keeping, making):
        monkeypatch.setattr(module, "PIECE_BYTES", 64)
    monkeypatch.setattr(file_jobs, "this_process", lambda: api.site.app)
    voters = {"layout": "voters", "format": "csv", "campaign": ""}
    api.site.post(PAGE, voters)
    assert "Waiting its turn" in api.site.page(PAGE)
    assert api.get("/exports/3/file").status_code == 409
    run_worker(api.site.app, until_empty=True, names=LONG)
    assert "/api/v1/exports/3/file" in api.site.page(PAGE)
    told = api.get("/exports/3").get_json()
    whole = api.get("/exports/3/file")
    content = whole.get_data()
    names = [row["First name"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert names == [voter.first_name for voter in api.site.world.voters]
    assert whole.headers["ETag"] == f'"{told["sha256"]}"'
    assert (whole.content_length, told["size_bytes"]) == (len(content), len(content))
    a_broken_download_goes_on(api, content, whole.headers["ETag"])
    nobody_else_reads_it(api)
    it_is_forgotten_after_its_time(api.site.app.database)
    assert "No longer kept" in api.site.page(PAGE)
    assert api.get("/exports/3/file").status_code == 409


def a_broken_download_goes_on(api: Api, content: bytes, etag: str) -> None:
    path, size = "/exports/3/file", len(content)
    for begin in (0, 1, 63, 64, 65, size - 1):
        part = api.get(path, **{"Range": f"bytes={begin}-", "If-Range": etag})
        assert part.status_code == (206 if begin else 200)
        assert content[:begin] + part.get_data() == content
    middle = api.get(path, Range="bytes=10-99")
    assert middle.get_data() == content[10:100]
    assert middle.headers["Content-Range"] == f"bytes 10-99/{size}"
    assert api.get(path, Range="bytes=-5").get_data() == content[-5:]
    other = api.get(path, **{"Range": "bytes=10-", "If-Range": '"another"'})
    assert (other.status_code, other.get_data()) == (200, content)
    beyond = api.get(path, Range=f"bytes={size}-")
    assert beyond.status_code == 416 and beyond.mimetype == "application/problem+json"


def nobody_else_reads_it(api: Api) -> None:
    with api.site.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        member = add_member(session, other.organisation)
    stranger = api.site.client_of(member)
    assert stranger.get("/api/v1/exports/3/file").status_code == 404
    foreign = {"layout": "answers", "format": "csv", "campaign": str(api.site.world.campaign.id)}
    assert stranger.post(PAGE, data=foreign).status_code == 404
    assert api.site.post(PAGE, {**foreign, "layout": "everything"}, status=404)


def it_is_forgotten_after_its_time(database: Database) -> None:
    with database.transaction() as session:
        made = session.get_one(ExportFile, 3)
        keeping.forget_exports(session, made.finished_at + keeping.KEPT_FOR)
        assert session.query(ExportPiece).count() > 1
        keeping.forget_exports(session, made.finished_at + keeping.KEPT_FOR + timedelta(seconds=1))
        assert session.query(ExportPiece).count() == 0


def test_an_export_whose_process_died_is_made_anew_and_an_impossible_one_says_why(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, clock = api.site.app.database, lambda: NOON
    with database.transaction() as session:
        begun = session.get_one(ExportFile, 1)
        begun.state = ExportState.RUNNING
        owner = begun.organisation_id
        session.add(ExportPiece(organisation_id=owner, export_file_id=1, number=0, content=b"half"))
        session.get_one(ExportFile, 2).file_format = "xlsx"
        later = NOON + keeping.SILENT_AFTER + timedelta(seconds=1)
        assert sorted(keeping.exports_without_job(session, later)) == [1, 2]
        assert keeping.exports_without_job(session, later) == []
    monkeypatch.setattr("phonebank.services.exports.streaming.MOST_ROWS_OF_A_SHEET", 1)
    for export_id in (1, 1, 2):
        making.make_export(database, export_id, clock)
    with database.transaction() as session:
        made, failed = (session.get_one(ExportFile, id_) for id_ in (1, 2))
        pieces = b"".join(keeping.content_of(database, 1, 0, made.size_bytes))
    assert made.state is ExportState.FINISHED and b"half" not in pieces
    assert failed.state is ExportState.FAILED and "please take CSV" in failed.problem
