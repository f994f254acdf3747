"""The web surface in this process, with a coordinator signed in at the desk of a world."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from phonebank.domain.organisation import Member, Organisation
from phonebank.web import create_app
from phonebank.web.sign_in_links import sign_in_link
from phonebank.wiring import Application
from tests.support.inbox_site import config_at_noon
from tests.support.world import World, make_world


@dataclass
class DeskSite:
    """An application with one organisation's world in it, and a client that is its coordinator."""

    app: Application
    flask: Flask
    world: World
    member: Member
    client: FlaskClient

    def acting(self) -> Any:
        """A transaction; what happens in it is announced."""
        return self.app.database.transaction()

    def client_of(self, member: Member) -> FlaskClient:
        """A browser at which the member is signed in."""
        client = self.flask.test_client()
        link = sign_in_link(self.app.config, member)
        client.get(link.removeprefix(self.app.config.public_url))
        return client

    def page(self, path: str, status: int = 200) -> str:
        """A page as HTML; its status is checked."""
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def post(self, path: str, form: Any = None, status: int = 302) -> str:
        """Post a form; its status is checked. Answers where it leads, or the page."""
        answer = self.client.post(path, data=form or {})
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.headers.get("Location") or answer.get_data(as_text=True)


def add_member(session: Session, organisation: Organisation) -> Member:
    """A coordinator of an organisation."""
    member = Member(
        organisation_id=organisation.id, email=f"co@{organisation.slug}.example", name="Mo Example"
    )
    session.add(member)
    session.flush()
    return member


@contextmanager
def desk_site(database_url: str, redis_url: str, **world: Any) -> Iterator[DeskSite]:
    """The application over a database, with a world (`make_world`'s arguments) and its member."""
    app = Application(config_at_noon(database_url, redis_url))
    with app.database.transaction() as session:
        made = make_world(session, **world)
        member = add_member(session, made.organisation)
    flask = create_app(app)
    flask.config["WTF_CSRF_ENABLED"] = False
    site = DeskSite(app, flask, made, member, flask.test_client())
    site.client = site.client_of(member)
    try:
        yield site
    finally:
        flask.extensions["packed static files"].cleanup()
        app.database.engine.dispose()
        app.redis.close()
