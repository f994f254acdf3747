"""The Flask application."""

import logging

from flask import Flask

from phonebank.telephony.twilio.addresses import HEALTH
from phonebank.wiring import Application, application
from webhooks import errors, guard, messaging, voice
from webhooks.door import EXTENSION

LARGEST_FORM_BYTES = 64 * 1024
"""Twilio's largest webhook, a long text with ten pictures, is about a tenth of it."""


def create_app(app: Application | None = None) -> Flask:
    """The public surface of an application, by default of this process's configuration.

    Raises ConfigError where the keys are missing by which requests are checked.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    app = app or application(gathers_events=True)
    flask_app = Flask(__name__, static_folder=None)
    flask_app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM_BYTES
    flask_app.extensions[EXTENSION] = app
    guard.protect(flask_app, app.config)
    errors.handle(flask_app)
    flask_app.register_blueprint(voice.bp)
    flask_app.register_blueprint(messaging.bp)
    flask_app.add_url_rule(HEALTH, "health", lambda: ("ok\n", {"Content-Type": "text/plain"}))
    return flask_app
