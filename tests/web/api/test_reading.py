"""Other programs read what an organisation has, and nothing of anybody else's."""

import json
from datetime import timedelta

from phonebank.domain.organisation import Member
from phonebank.services.api_tokens import make_token, revoke_token
from phonebank.services.auditing import Author
from phonebank.services.reading import COLLECTIONS
from phonebank.web.api.problems import MEDIA_TYPE
from tests.support.desk_site import add_member
from tests.support.world import NOON, make_world
from tests.web.api.conftest import Api, live_through

BY = Author("member 1", NOON)


def test_a_collection_is_read_page_by_page_in_lines_and_one_by_one(api: Api) -> None:
    for name in COLLECTIONS:
        read_in_every_way(api, name)


def read_in_every_way(api: Api, name: str) -> None:
    whole = api.get(f"/{name}").get_json()
    assert whole["items"] and whole["next_cursor"] is None
    rows, path = [], f"/{name}?limit=1"
    while path:
        answer = api.get(path)
        rows += answer.get_json()["items"]
        link = answer.headers.get("Link", "")
        path = link.partition(">")[0].removeprefix("</api/v1") if link else ""
    lines = api.get(f"/{name}", Accept="application/x-ndjson")
    assert lines.mimetype == "application/x-ndjson"
    assert [json.loads(line) for line in lines.get_data().splitlines()] == whole["items"] == rows
    first = whole["items"][0]
    assert api.get(f"/{name}/{first['id']}").get_json() == first
    assert api.get(f"/{name}/{rows[-1]['id'] + 1000}").status_code == 404


def test_nothing_of_another_organisation_is_read(api: Api) -> None:
    with api.site.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        live_through(session, other)
        theirs = make_token(session, other.organisation.id, "Theirs", BY)
    stranger = Api(api.site, theirs.secret, theirs.token.id)
    ours = {name: api.get(f"/{name}").get_json()["items"] for name in COLLECTIONS}
    for name, rows in ours.items():
        seen = stranger.get(f"/{name}").get_json()["items"]
        assert seen and not {row["id"] for row in seen} & {row["id"] for row in rows}, name
        assert stranger.get(f"/{name}/{rows[0]['id']}").status_code == 404
        for filtered in set(COLLECTIONS[name].filters) & {"campaign", "shift"}:
            id_ = getattr(api.site.world, filtered).id
            assert stranger.get(f"/{name}?{filtered}={id_}").get_json()["items"] == []


def test_rows_are_narrowed_by_filters(api: Api) -> None:
    voter = api.site.world.voters[1]
    (call,) = api.get(f"/calls?voter={voter.id}").get_json()["items"]
    assert (call["voter_file_id"], call["result"]) == (voter.voter_file_id, "reached")
    assert call["queued_at"] == "2026-12-01T18:00:00Z"
    later = (NOON + timedelta(seconds=1)).isoformat().replace("+", "%2B")
    assert api.get(f"/answers?since={later}").get_json()["items"] == []
    answers = api.get("/answers?since=2026-12-01T18:00:00Z").get_json()["items"]
    assert [row["code"] for row in answers] == ["yes", "mail", "yes"]
    found = api.get("/results?by=shift").get_json()
    assert found["lines"][0]["key"] == "Evening"
    assert found["calls"]["conversations"] == 3


WRONG = [
    ("/answers?limit=0", 400, "Limit should be a whole number between 1 and 1000."),
    ("/answers?cursor=made-up", 400, "as the page before told it"),
    ("/answers?sihft=3", 400, "no parameter sihft"),
    ("/answers?shift=1&shift=2", 400, "the parameter shift once"),
    ("/answers?since=yesterday", 400, "such as 2026-12-01T18:00:00Z"),
    ("/answers?since=2026-12-01T18:00:00", 400, "such as 2026-12-01T18:00:00Z"),
    ("/results?by=colour", 400, "campaign, shift"),
    ("/secrets", 404, "no such collection"),
    ("/answers/99999999999999999999", 404, "not yours"),
]


def test_what_is_wrong_is_told_in_plain_words(api: Api) -> None:
    for path, status, words in WRONG:
        answer = api.get(path)
        told = json.loads(answer.get_data())
        assert (answer.status_code, answer.mimetype) == (status, MEDIA_TYPE)
        assert words in told["detail"] and told["status"] == status


def test_nobody_reads_without_a_token_that_is_good(api: Api) -> None:
    client = api.site.flask.test_client()
    for headers in ({}, {"Authorization": "Bearer pb_made-up"}, {"Authorization": "Basic eDp5"}):
        answer = client.get("/api/v1/answers", headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, MEDIA_TYPE)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    with api.site.acting() as session:
        revoke_token(session, api.site.world.organisation.id, api.token_id, BY)
    assert api.get("/answers").status_code == 401


def test_a_token_changes_nothing_and_asks_no_more_often_than_it_may(api: Api) -> None:
    client = api.site.flask.test_client()
    for method in ("post", "put", "patch", "delete"):
        headers = {"Authorization": f"Bearer {api.secret}"}
        answer = getattr(client, method)("/api/v1/answers", headers=headers)
        assert (answer.status_code, answer.mimetype) == (405, MEDIA_TYPE)
        assert "GET" in answer.headers["Allow"]
    assert client.get("/desk", headers=headers).status_code == 302
    answers = (api.get("/campaigns") for _ in range(600))
    too_early = next(answer for answer in answers if answer.status_code == 429)
    assert too_early.mimetype == MEDIA_TYPE
    assert int(too_early.headers["Retry-After"]) == 1


def test_a_member_reads_what_is_theirs_and_makes_tokens(api: Api) -> None:
    assert len(api.site.client.get("/api/v1/calls").get_json()["items"]) == 3
    with api.site.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        member: Member = add_member(session, other.organisation)
    assert api.site.client_of(member).get("/api/v1/calls").get_json()["items"] == []
    a_token_is_shown_once(api)


def a_token_is_shown_once(api: Api) -> None:
    site = api.site
    page = site.post("/desk/programs/tokens", {"name": "Dashboard"}, status=201)
    secret = page.partition("pb_")[2].partition("<")[0]
    assert len(secret) == 43 and "not shown again" in page
    later = site.page("/desk/programs")
    assert secret not in later and secret[-4:] in later and "Dashboard" in later
    client = Api(site, f"pb_{secret}", 2)
    assert client.get("/campaigns").status_code == 200
    site.post("/desk/programs/tokens/2/revoke")
    assert client.get("/campaigns").status_code == 401
    unnamed = site.post("/desk/programs/tokens", {"name": " "}, status=400)
    assert "Please say what the token is for" in unnamed
