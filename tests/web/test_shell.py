"""What every page shares: languages, errors, sign-in, static files, live events."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from flask import Flask
from redis import Redis

from phonebank.db import announce
from phonebank.domain.organisation import Member
from phonebank.live import Hub
from phonebank.web import streaming
from phonebank.web.redirects import local_path
from phonebank.web.security import content_security_policy
from phonebank.web.sessions import access_of, caller_required, public
from phonebank.web.sign_in_links import sign_in_link
from phonebank.web.translating import FOLDER, LOCALES, words
from tests.support.caller_site import CallerSite, caller_site
from tests.support.simulator import wait_until

WEB = FOLDER.parent
OURS = ("shell", "joining", "calling", "coming", "dialing", "helping", "following_up")
PARTS = (
    "base.html",
    "error.html",
    "home.html",
    "link_unknown.html",
    "signing_in/*",
    "joining/*",
    "calling/*",
)


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[CallerSite]:
    with caller_site(migrated_database_url, redis_url) as site:
        yield site


@pytest.fixture
def member(site: CallerSite) -> Member:
    with site.app.database.transaction() as session:
        member = Member(
            organisation_id=site.world.organisation.id, email="mo@example.org", name="Mo Example"
        )
        session.add(member)
    return member


def sources() -> Iterator[tuple[str, Path]]:
    """The templates and modules whose words are in our three catalogs."""
    for pattern in PARTS:
        yield from (
            ("jinja2.ext:babel_extract", path) for path in (WEB / "templates").glob(pattern)
        )
    for name in ("errors", "call_words", "language_names"):
        yield "python", WEB / f"{name}.py"


def messages() -> set[str]:
    """Every word that those sources say."""
    found = set()
    for method, path in sources():
        with path.open("rb") as file:
            taken = extract(_method(method), file, keywords={"_": None, "gettext": None})
            found |= {message for _, message, _, _ in taken if isinstance(message, str)}
    return found


def _method(name: str) -> object:
    from jinja2.ext import babel_extract

    return babel_extract if name.startswith("jinja2") else name


@pytest.mark.parametrize("locale", [locale for locale in LOCALES.values() if locale != "en"])
def test_every_word_is_written_in_every_language(locale: str) -> None:
    catalog = {}
    for name in OURS:
        with (FOLDER / locale / f"{name}.po").open("rb") as file:
            catalog |= {each.id: each.string for each in read_po(file) if each.id}
    missing = messages() - {said for said, words in catalog.items() if words}
    assert not missing
    fields = re.compile(r"%\(\w+\)s")
    for said, told in catalog.items():
        assert sorted(fields.findall(said)) == sorted(fields.findall(told)), said


def test_words_of_another_language_carry_its_tag_and_direction() -> None:
    assert words("سلام <b>", "ur") == '<span lang="ur" dir="rtl">سلام &lt;b&gt;</span>'
    assert 'lang="zh-Hans"' in words("你好", "cmn")


def test_a_sign_in_link_signs_in_until_the_version_moves_on(
    site: CallerSite, member: Member
) -> None:
    link = sign_in_link(site.app.config, member).removeprefix(site.app.config.public_url)
    assert site.client().get(link).headers["Location"] == "/desk"
    with site.app.database.transaction() as session:
        session.get_one(Member, member.id).sign_in_version = 2
    assert site.client().get(link).status_code == 404


def test_a_sign_in_link_leads_on_within_this_site_only(site: CallerSite, member: Member) -> None:
    link = sign_in_link(site.app.config, member).removeprefix(site.app.config.public_url)
    answer = site.client().get(f"{link}?next=https://evil.example/")
    assert answer.headers["Location"] == "/desk"


def test_a_made_up_sign_in_link_is_refused(site: CallerSite) -> None:
    assert site.client().get("/sign-in/made-up").status_code == 404


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\n", "", None, "x"]
)
def test_an_address_elsewhere_is_never_followed(wanted: str | None) -> None:
    assert local_path(wanted) == "/"


def test_a_view_is_marked_by_exactly_one_access(site: CallerSite) -> None:
    views = site.flask.view_functions.values()
    assert [view for view in views if access_of(view) is None] == []
    with pytest.raises(TypeError):
        caller_required(public(lambda: ""))


def test_an_unexpected_error_is_a_sentence_and_no_trace(
    site: CallerSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise ZeroDivisionError("the cause is for the log alone")

    site.flask.view_functions["home.index"] = fail
    answer = site.client().get("/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.get_data(as_text=True)
    assert "for the log alone" not in answer.get_data(as_text=True)
    assert "for the log alone" in caplog.text


def test_the_address_of_a_form_is_no_page_when_it_is_entered(site: CallerSite) -> None:
    answer = site.client().get("/sign-out")
    assert answer.status_code == 405
    assert "There is no such page." in answer.get_data(as_text=True)


def test_static_files_are_kept_for_ever_and_sent_packed(site: CallerSite) -> None:
    page = site.client().get("/").get_data(as_text=True)
    found = re.search(r'href="(/static/\w+/css/phonebank\.css)"', page)
    assert found is not None
    answer = site.client().get(found[1], headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    answer.close()


def test_a_session_cookie_is_unreadable_to_scripts_and_secure_behind_https(
    site: CallerSite,
) -> None:
    from phonebank.web import create_app
    from phonebank.wiring import Application

    config = replace(site.app.config, public_url="https://phonebank.example", trusted_proxies=1)
    behind: Flask = create_app(Application(config))
    answer = behind.test_client().get("/", headers={"X-Forwarded-Proto": "https"})
    behind.extensions["packed static files"].cleanup()
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"]


def test_the_demo_lets_pages_speak_to_its_own_carrier_and_to_no_other(site: CallerSite) -> None:
    config = site.app.config
    demo = replace(config, twilio=replace(config.twilio, signalling_host="127.0.0.1:8010"))
    sources = content_security_policy(demo, voice=True).split("; ")
    connect = next(each for each in sources if each.startswith("connect-src"))
    assert connect == "connect-src 'self' ws://127.0.0.1:8010 http://127.0.0.1:8010"


def test_a_stream_begins_with_a_look_and_tells_of_each_announcement(
    site: CallerSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.2)
    topic = ("caller", site.caller.id)
    hub = Hub(Redis.from_url(site.app.config.redis_url))
    response = streaming.stream(hub, topic)
    events = iter(response.response)
    assert streaming.LOOK in next(events)  # type: ignore[operator]

    def told() -> bool:
        with site.app.database.transaction() as session:
            announce(session, topic)
        return next(events) == streaming.LOOK

    wait_until(told, "the stream says that the page should look again")
    response.close()
    hub.close()


def test_a_stream_without_news_still_beats(
    site: CallerSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.01)
    hub = Hub(Redis.from_url(site.app.config.redis_url))
    response = streaming.stream(hub, ("caller", site.caller.id))
    events = iter(response.response)
    wait_until(lambda: "beat" in next(events), "a beat")
    response.close()
    hub.close()


def test_what_was_announced_before_a_process_listened_is_looked_at(site: CallerSite) -> None:
    topic = ("caller", site.caller.id)
    hub = Hub(Redis.from_url(site.app.config.redis_url))
    with hub.listening(topic) as mailbox:
        assert mailbox.get(timeout=5) == topic
    hub.close()


def test_a_late_answer_to_a_script_does_not_bring_back_who_has_signed_out(
    site: CallerSite,
) -> None:
    client = site.client()
    client.get(f"/back/{site.caller.return_code}")
    asked_by_a_script = {"Accept": "application/json"}
    state = client.get("/call/state?tab=one", headers=asked_by_a_script)
    assert state.status_code == 200
    assert "Set-Cookie" not in state.headers
    page = client.get("/call", headers={"Accept": "text/html,*/*;q=0.8"})
    assert "Set-Cookie" in page.headers


def test_the_health_of_the_process_is_told_to_anybody(site: CallerSite) -> None:
    assert site.client().get("/healthz").get_data() == b"ok"
