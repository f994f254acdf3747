"""/Applications: https://www.twilio.com/docs/usage/api/applications"""

from typing import Any

from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.dates import rfc2822
from phonebank.simulator.resources import APPLICATION, Resource
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing
from phonebank.simulator.rest.paging import old_page

_BASE = "/2010-04-01/Accounts/{AccountSid}/Applications"


async def create(ask: Ask) -> Answer:
    """A new TwiML application."""
    application = ask.network.resources.create(APPLICATION, ask.form, "AP")
    return Answer(application_json(ask, application), 201)


async def index(ask: Ask) -> Answer:
    """List applications, by name if asked."""
    applications = ask.network.resources.applications.values()
    name = ask.get("FriendlyName")
    found = [one for one in applications if name in ("", one.get("friendly_name"))]
    path = f"/{API_VERSION}/Accounts/{ask.account_sid}/Applications.json"
    return old_page(ask, "applications", path, found, lambda one: application_json(ask, one))


async def fetch(ask: Ask) -> Answer:
    """One application."""
    return Answer(application_json(ask, _found(ask)))


async def update(ask: Ask) -> Answer:
    """Change an application."""
    application = _found(ask)
    ask.network.resources.update(application, APPLICATION, ask.form)
    return Answer(application_json(ask, application))


async def delete(ask: Ask) -> Answer:
    """Remove an application."""
    del ask.network.resources.applications[_found(ask).sid]
    ask.network.resources.save()
    return Answer(status=204)


def application_json(ask: Ask, application: Resource) -> dict[str, Any]:
    """An application as the API shows it."""
    sid = application.sid
    return {
        **application.values,
        "sid": sid,
        "account_sid": ask.account_sid,
        "api_version": API_VERSION,
        "date_created": rfc2822(application.created_at),
        "date_updated": rfc2822(application.updated_at),
        "uri": f"/{API_VERSION}/Accounts/{ask.account_sid}/Applications/{sid}.json",
    }


def _found(ask: Ask) -> Resource:
    application = ask.network.resources.applications.get(ask.parts["Sid"])
    if application is None:
        raise missing()
    return application


ROUTES = (
    Route("POST", f"{_BASE}.json", create),
    Route("GET", f"{_BASE}.json", index),
    Route("GET", f"{_BASE}/{{Sid}}.json", fetch),
    Route("POST", f"{_BASE}/{{Sid}}.json", update),
    Route("DELETE", f"{_BASE}/{{Sid}}.json", delete),
)
