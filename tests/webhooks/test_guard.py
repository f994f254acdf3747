"""Nothing that is not signed by the carrier, for the public address, has any effect."""

from dataclasses import replace

import pytest
from flask import Flask

from phonebank.config import ConfigError, TwilioConfig
from phonebank.simulator.signing import signature
from phonebank.telephony.twilio.addresses import Door
from phonebank.telephony.twilio.signature import SIGNATURE
from phonebank.wiring import Application
from tests.webhooks.conftest import ACCOUNT, HOOKS, TOKEN, SigningCarrier, config_for
from webhooks import create_app
from webhooks.guard import OPEN_TO_ALL

FORM = {"AccountSid": ACCOUNT}


@pytest.fixture
def app() -> Application:
    """Without a database, since nothing here may get as far as one."""
    return Application(config_for("postgresql://nowhere.invalid/x", "redis://nowhere.invalid/0"))


def routes(flask_app: Flask) -> set[str]:
    return {rule.rule for rule in flask_app.url_map.iter_rules()}


def test_every_door_has_its_route_and_there_is_no_other(carrier: SigningCarrier) -> None:
    assert routes(carrier.flask_app) == {*Door, *OPEN_TO_ALL}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_every_address_refuses_what_is_not_signed(carrier: SigningCarrier, method: str) -> None:
    client = carrier.flask_app.test_client()
    for path in routes(carrier.flask_app) - OPEN_TO_ALL | {"/", "/nowhere", "/static/x"}:
        assert client.open(path, method=method, data=FORM).status_code == 403, path


@pytest.mark.parametrize("door", Door)
def test_a_signature_for_another_address_opens_no_door(carrier: SigningCarrier, door: Door) -> None:
    for url in (f"{HOOKS}{door}?x=1", f"http://127.0.0.1:8001{door}", f"{HOOKS}/{door}"):
        assert carrier.send(door, "", FORM, signature(TOKEN, url, FORM)).status_code == 403


def test_the_public_address_is_what_counts_behind_a_proxy(carrier: SigningCarrier) -> None:
    assert carrier.tell(Door.PING).status_code == 204


def test_a_public_address_with_a_path_of_its_own_is_signed_with_it(app: Application) -> None:
    hooks = "https://example.org/phonebank/hooks"
    moved = Application(replace(app.config, webhooks_url=hooks + "/"))
    carrier = SigningCarrier(create_app(moved), hooks)
    assert carrier.tell(Door.PING).status_code == 204
    assert SigningCarrier(carrier.flask_app).tell(Door.PING).status_code == 403


def test_a_genuine_request_about_another_account_is_refused(carrier: SigningCarrier) -> None:
    assert carrier.tell(Door.PING, AccountSid=f"AC{2:032x}").status_code == 403


@pytest.mark.parametrize("query", ["", "bodySHA256=0", f"bodySHA256={'a' * 64}"])
@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"AccountSid=" + ACCOUNT.encode()])
def test_a_body_that_is_no_form_is_refused_and_never_an_error(
    carrier: SigningCarrier, query: str, body: bytes
) -> None:
    url = f"{HOOKS}{Door.PING}" + (f"?{query}" if query else "")
    answer = carrier.flask_app.test_client().post(
        Door.PING,
        query_string=query,
        data=body,
        content_type="application/json",
        headers={SIGNATURE: signature(TOKEN, url, {})},
    )
    assert answer.status_code == 403


def test_a_form_of_a_megabyte_is_not_read(carrier: SigningCarrier) -> None:
    assert carrier.tell(Door.TEXT, Body="x" * 1_000_000).status_code == 413


def test_anybody_may_ask_whether_we_are_there(carrier: SigningCarrier) -> None:
    answer = carrier.flask_app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_without_a_token_to_check_by_there_is_no_surface(app: Application) -> None:
    unchecked = replace(app.config, twilio=TwilioConfig(account_sid=ACCOUNT))
    with pytest.raises(ConfigError, match=r"twilio\.auth_token"):
        create_app(Application(unchecked))
