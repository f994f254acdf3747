import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from phonebank.domain.caller import Caller
from phonebank.domain.text_message import Conversation, TextState
from phonebank.services import planning, tagging
from phonebank.services.auditing import Author
from phonebank.services.linking import name_link
from phonebank.services.tagging import TagDraft
from tests.support.inbox_site import InboxSite, inbox_site
from tests.support.world import NOON, add_caller

KEY = "a-key-of-the-page"


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[InboxSite]:
    with inbox_site(migrated_database_url, redis_url, ["en", "es-US", "en"]) as site:
        yield site


@pytest.fixture
def client(site: InboxSite) -> FlaskClient:
    site.flask.config["WTF_CSRF_ENABLED"] = False
    client = site.flask.test_client()
    client.get(site.link)
    return client


def post(client: FlaskClient, path: str, **body: Any) -> Any:
    answer = client.post(f"/inbox{path}", json=body)
    return answer.status_code, answer.get_json()


def take(client: FlaskClient) -> list[int]:
    post(client, "/batch")
    listed = client.get("/inbox/conversations.json").get_json()
    return [each["id"] for each in listed["conversations"]]


def test_a_stranger_is_sent_to_the_start(site: InboxSite) -> None:
    stranger = site.flask.test_client()
    assert stranger.get("/inbox").status_code == 302
    assert (
        stranger.get("/inbox/conversations", headers={"Accept": "application/json"}).status_code
        == 401
    )


def test_an_empty_inbox_says_one_thing_and_offers_one(client: FlaskClient) -> None:
    page = client.get("/inbox").get_data(as_text=True)
    left = re.search(r'<div id="left".*?</div>', page, re.DOTALL)
    assert left is not None
    assert left[0].count("<p") == 1
    assert left[0].count("<button") == 1
    assert "Get 10 more voters" in left[0]


def test_a_batch_gives_voters_of_the_texters_languages(client: FlaskClient) -> None:
    assert post(client, "/batch") == (200, {"given": 3})
    assert post(client, "/batch") == (200, {"given": 0})


def test_one_click_sends_one_first_text_however_often_it_arrives(
    client: FlaskClient, site: InboxSite
) -> None:
    first, *_ = take(client)
    told = [post(client, f"/conversations/{first}/first", key=KEY) for _ in range(3)]
    assert {status for status, _ in told} == {200}
    assert len({body["text_id"] for _, body in told}) == 1
    thread = client.get(f"/inbox/conversations/{first}.json").get_json()
    assert len(thread["texts"]) == 1
    assert site.queued_jobs() >= 1


def test_a_reply_is_queued_once_and_empties_the_draft(client: FlaskClient, site: InboxSite) -> None:
    first, *_ = take(client)
    post(client, f"/conversations/{first}/first", key=KEY)
    post(client, f"/conversations/{first}/draft", draft="Thank you")
    for _ in range(2):
        post(client, f"/conversations/{first}/reply", key="another-key", body="Thank you")
    thread = client.get(f"/inbox/conversations/{first}.json").get_json()
    assert [each["words"]["text"] for each in thread["texts"][1:]] == ["Thank you"]
    assert thread["draft"] == ""


def test_a_reply_with_a_shortened_link_is_answered_with_the_words_that_were_typed(
    client: FlaskClient, site: InboxSite
) -> None:
    """By them the page knows that it was sent; else it would keep them to be sent once more."""
    first, *_ = take(client)
    post(client, f"/conversations/{first}/first", key=KEY)
    owner, campaign = site.inbox.world.organisation.id, site.inbox.world.campaign.id
    address, door = "https://www.example.org/where", "https://pb.example/l/"
    with site.acting() as world:
        name_link(world.session, owner, campaign, address, door, Author("member 1", NOON))
    typed = f"Here: {address} and here: {address}"
    for _ in range(2):
        status, answer = post(
            client, f"/conversations/{first}/reply", key="another-key", body=typed
        )
        assert (status, answer["body"]) == (200, typed)
    thread = client.get(f"/inbox/conversations/{first}.json").get_json()
    [sent] = [each["words"]["text"] for each in thread["texts"][1:]]
    assert address not in sent and door in sent


def test_a_refusal_of_the_gate_is_a_sentence_and_keeps_the_draft(
    client: FlaskClient, site: InboxSite
) -> None:
    first, *_ = take(client)
    post(client, f"/conversations/{first}/first", key=KEY)
    post(client, f"/conversations/{first}/draft", draft="Thank you")
    organisation_id, shift_id = site.inbox.world.organisation.id, site.inbox.world.shift.id
    with site.acting() as world:
        planning.pause(world.session, organisation_id, shift_id, NOON, "member 1")
    status, body = post(
        client, f"/conversations/{first}/reply", key="another-key", body="Thank you"
    )
    assert (status, body) == (409, {"error": "The campaign is paused.", "kind": "Refused"})
    assert client.get(f"/inbox/conversations/{first}.json").get_json()["draft"] == "Thank you"


def test_a_draft_is_measured_as_the_carrier_counts(client: FlaskClient) -> None:
    first, *_ = take(client)
    measured = post(client, f"/conversations/{first}/draft", draft="á" * 71)
    assert measured == (200, {"encoding": "UCS-2", "units": 71, "segments": 2})


def test_an_answer_is_saved_and_taken_back(client: FlaskClient, site: InboxSite) -> None:
    first, *_ = take(client)
    question = site.inbox.world.questions[0]
    path, choice_id = f"/conversations/{first}/answer", question.choices[0].id
    assert post(client, path, question_id=question.id, choice_id=choice_id)[0] == 200
    survey = client.get(f"/inbox/conversations/{first}.json").get_json()["survey"]
    assert survey[0]["chosen"]["id"] == choice_id
    assert post(client, path, question_id=question.id, choice_id=None)[0] == 200
    survey = client.get(f"/inbox/conversations/{first}.json").get_json()["survey"]
    assert survey[0]["chosen"] is None


def test_the_list_is_told_as_an_order_and_its_lines_as_they_are_asked_for(
    client: FlaskClient, site: InboxSite
) -> None:
    first, second, third = take(client)
    page = client.get("/inbox/conversations").get_json()
    assert (page["order"], page["after"]) == ([first, second, third], None)
    assert page["items"].count("<li") == 3
    rows = client.get(f"/inbox/rows?ids={third},{first},999999").get_json()["items"]
    assert re.findall(r'data-id="(\d+)"', rows) == [str(third), str(first)]
    assert client.get("/inbox/rows?ids=1,x").status_code == 400
    assert client.get("/inbox/conversations?after=1.2").status_code == 400
    asked = "/inbox/next?of=waiting&of=unsent&than="
    assert client.get(f"{asked}{first}").get_json() == {"id": second}
    assert client.get("/inbox/next?of=waiting").get_json() == {"id": None}


def test_looking_reads_the_open_conversation_and_counts_news_elsewhere(
    client: FlaskClient, site: InboxSite
) -> None:
    first, second, _ = take(client)
    with site.acting() as world:
        for each in world.conversations[:2]:
            world.write_first(each)
            world.voter_writes(each, "Who is this?")
    _, seen = post(client, "/look", ids=[first], open=first)
    assert "Who is this?" in seen["thread"]
    assert f'id="conversation-{first}"' in seen["items"]
    assert f'id="conversation-{second}"' not in seen["items"]
    assert seen["waiting"] == [second]


def test_whoever_looks_is_there(client: FlaskClient, site: InboxSite) -> None:
    with site.acting() as world:
        caller = world.session.get_one(Caller, world.texter.id)
        caller.seen_at = NOON - timedelta(hours=1)
    post(client, "/look", ids=[])
    with site.acting() as world:
        assert world.session.get_one(Caller, world.texter.id).seen_at > NOON


def test_an_opted_out_voter_cannot_be_written_to(client: FlaskClient) -> None:
    first, *_ = take(client)
    post(client, f"/conversations/{first}/first", key=KEY)
    assert post(client, f"/conversations/{first}/opt-out")[0] == 200
    thread = client.get(f"/inbox/conversations/{first}").get_json()["thread"]
    assert "This person asked not to be contacted" in thread
    assert "<textarea" not in thread
    status, body = post(client, f"/conversations/{first}/reply", key="another-key", body="Sorry")
    assert (status, body["error"]) == (409, "This person asked not to be contacted.")


def test_a_held_conversation_offers_two_decisions_and_no_field(
    client: FlaskClient, site: InboxSite
) -> None:
    first, *_ = take(client)
    with site.acting() as world:
        world.write_first(world.conversations[0])
        world.voter_writes(world.conversations[0], "We have got to STOP this bill")
    thread = client.get(f"/inbox/conversations/{first}").get_json()["thread"]
    assert "<textarea" not in thread
    assert 'data-do="opt-out"' in thread
    assert 'data-do="release"' in thread
    assert post(client, f"/conversations/{first}/release")[0] == 200
    assert "<textarea" in client.get(f"/inbox/conversations/{first}").get_json()["thread"]


@pytest.mark.parametrize("deed", ["close", "wrong-number"])
def test_a_conversation_that_is_done_has_no_field(client: FlaskClient, deed: str) -> None:
    first, *_ = take(client)
    post(client, f"/conversations/{first}/first", key=KEY)
    assert post(client, f"/conversations/{first}/{deed}")[0] == 200
    assert "<textarea" not in client.get(f"/inbox/conversations/{first}").get_json()["thread"]


def test_what_a_voter_writes_is_never_markup(client: FlaskClient, site: InboxSite) -> None:
    first, *_ = take(client)
    with site.acting() as world:
        world.write_first(world.conversations[0])
        world.voter_writes(world.conversations[0], "<img src=x onerror=alert(1)>")
    parts = client.get(f"/inbox/conversations/{first}").get_json()
    listed = client.get("/inbox/conversations").get_json()
    assert "<img" not in parts["thread"] + listed["items"]


def test_another_texters_conversation_is_not_found_by_any_door(
    client: FlaskClient, site: InboxSite
) -> None:
    with site.acting() as world:
        other = add_caller(world.session, world.world.shift, ["en"], connected=False)
        mine, world.texter = world.texter, other
        (theirs, *_) = world.take(1)
        world.texter = mine
    question = site.inbox.world.questions[0]
    bodies: dict[str, dict[str, Any]] = {
        "first": {"key": KEY},
        "reply": {"key": KEY, "body": "Hello"},
        "draft": {"draft": "Hello"},
        "answer": {"question_id": question.id, "choice_id": question.choices[0].id},
        "opt-out": {},
        "release": {},
        "wrong-number": {},
        "close": {},
    }
    statuses = {
        post(client, f"/conversations/{theirs.id}/{deed}", **bodies[deed])[0] for deed in bodies
    }
    assert statuses == {404}
    wanted = {"Accept": "application/json"}
    assert client.get(f"/inbox/conversations/{theirs.id}", headers=wanted).status_code == 404
    assert client.get(f"/inbox?open={theirs.id}").status_code == 200


@pytest.mark.parametrize("ids", [None, "1", ["1"], [True]])
def test_ids_that_are_none_are_refused(client: FlaskClient, ids: object) -> None:
    assert post(client, "/look", ids=ids)[0] == 400


@pytest.mark.parametrize("key", ["", "short", "x" * 65, 7])
def test_a_key_that_is_none_is_refused(client: FlaskClient, key: object) -> None:
    first, *_ = take(client)
    assert post(client, f"/conversations/{first}/first", key=key)[0] == 400


def test_a_text_that_is_too_long_is_refused_in_the_readers_language(client: FlaskClient) -> None:
    first = take(client)[0]
    post(client, f"/conversations/{first}/first", key="first-key")
    client.post("/language", data={"language": "es-US"})
    status, told = post(client, f"/conversations/{first}/reply", key="reply-key", body="a" * 1601)
    assert status == 400
    assert told["error"] == "Un mensaje tiene al menos un carácter y como máximo 1600."


def test_a_deed_is_taken_back_a_conversation_handed_on_and_a_doubtful_text_decided(
    client: FlaskClient, site: InboxSite
) -> None:
    with site.acting() as world:
        [conversation, *_] = world.take(1)
        text = world.write_first(conversation)
        world.voter_writes(conversation, "Hello")
        text.state, text.needs_decision = TextState.UNCERTAIN, True
    at = f"/conversations/{conversation.id}"
    assert "Leave it" in client.get(f"/inbox{at}").get_json()["thread"]
    asked = [
        (f"{at}/texts/{text.id}/leave", 200),
        (f"{at}/texts/{text.id}/again", 409),
        (f"{at}/close", 200),
        (f"{at}/undo", 200),
        (f"{at}/undo", 409),
    ]
    assert [(path, post(client, path)[0]) for path, _ in asked] == asked
    assert "Whoever speaks" in client.get(f"/inbox{at}/takers").get_json()["takers"]
    assert post(client, f"{at}/hand", call=True)[0] == 409
    assert post(client, f"{at}/hand", language="es-US")[0] == 200
    assert client.get(f"/inbox{at}.json").status_code == 200, "whoever wrote in it reads on"
    assert post(client, f"{at}/close")[0] == 404


def test_a_conversation_is_tagged_skipped_taken_back_and_shared(
    client: FlaskClient, site: InboxSite
) -> None:
    first, *_ = take(client)
    author = Author("member 1", NOON)
    with site.acting() as world:
        owner, campaign = world.world.organisation.id, world.world.campaign
        drafts = [TagDraft(None, {"en": "Yard sign"})]
        tagging.save_inbox(world.session, owner, campaign.id, drafts, 15, author)
        world.write_first(world.conversations[0])
        world.voter_writes(world.conversations[0], "Who is this?")
        (tag,) = tagging.tags_of(world.session, campaign.id)
        hoa = add_caller(world.session, world.world.shift, ["en"], connected=False)
        hoa.name = "Hoa Example"
    at = f"/conversations/{first}"
    assert post(client, f"{at}/tag", tag_id=tag.id, on=True)[0] == 200
    assert 'aria-pressed="true"' in client.get(f"/inbox{at}").get_json()["answers"]
    found = client.get(f"/inbox/conversations?tag={tag.id}").get_json()
    assert (found["order"], "Yard sign" in found["items"]) == ([first], True)
    assert post(client, f"{at}/skip") == (200, {"undoable": True})
    assert post(client, f"{at}/unskip")[0] == 200
    with site.acting() as world:
        world.session.get_one(Conversation, first).caller_id = hoa.id
    other = site.flask.test_client()
    other.get(f"/back/{hoa.return_code}")
    assert (
        "is replying" not in post(other, "/look", ids=[], open=first, replying=True)[1]["company"]
    )
    seen = post(client, "/look", ids=[], open=first)[1]
    assert "Hoa Example is replying" in seen["company"]
    assert "Hoa Example has this conversation now." in seen["thread"]
    reply: dict[str, Any] = {"key": KEY, "body": "A neighbor", "seen": 0}
    status, told = post(client, f"{at}/reply", **reply)
    assert (status, told["kind"]) == (409, "AnsweredMeanwhile")
    assert post(client, f"{at}/reply", **reply, anyway=True)[0] == 200
