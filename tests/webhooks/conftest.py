"""The public surface with a real database, and a carrier that signs what it sends."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from phonebank.config import Config, TwilioConfig
from phonebank.simulator.signing import signature
from phonebank.telephony.twilio.signature import SIGNATURE
from phonebank.wiring import Application
from webhooks import create_app

HOOKS = "https://hooks.example.org"
ACCOUNT = f"AC{1:032x}"
TOKEN = "made-up-token"


@dataclass(frozen=True)
class SigningCarrier:
    """Sends forms to our doors the way Twilio does, with the signature of its own simulator."""

    flask_app: Flask
    hooks: str = HOOKS

    def tell(self, path: str, query: str = "", **form: str) -> TestResponse:
        """A signed form to a door; `query` holds our own ids."""
        form = {"AccountSid": ACCOUNT, **form}
        url = f"{self.hooks}{path}" + (f"?{query}" if query else "")
        return self.send(path, query, form, signature(TOKEN, url, form))

    def send(self, path: str, query: str, form: dict[str, str], signed: str) -> TestResponse:
        """A form with any signature. The local address has nothing to do with the public one."""
        headers = {SIGNATURE: signed, "X-Forwarded-Host": "wrong.example.org"}
        client = self.flask_app.test_client()
        return client.post(
            path, query_string=query, data=form, headers=headers, base_url="http://127.0.0.1:8001"
        )


def config_for(database_url: str, redis_url: str) -> Config:
    """A deployment behind a proxy."""
    return Config(
        database_url=database_url,
        redis_url=redis_url,
        public_url="https://phonebank.example.org",
        webhooks_url=HOOKS,
        secret_key="a made-up secret key",
        twilio=TwilioConfig(account_sid=ACCOUNT, auth_token=TOKEN),
    )


@pytest.fixture
def app(migrated_database_url: str, redis_url: str) -> Iterator[Application]:
    app = Application(config_for(migrated_database_url, redis_url))
    yield app
    app.database.engine.dispose()
    app.redis.close()


@pytest.fixture
def carrier(app: Application) -> SigningCarrier:
    return SigningCarrier(create_app(app))
