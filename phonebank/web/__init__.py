"""The web surface: coordinators' pages, the volunteer's dialer and inbox, and live events.

Doors only: a view reads the request, calls one service inside a transaction, queues what has to
happen after it, and renders. Every view is marked by who may use it (sessions.py).
"""

from flask import Flask

from phonebank.web import (
    errors,
    json_form,
    scripts_shown,
    security,
    static_files,
    translating,
)
from phonebank.web.blueprints import BLUEPRINTS
from phonebank.web.sessions import Sessions
from phonebank.web.settings import settings
from phonebank.web.shell import register_shell
from phonebank.wiring import Application, application


def create_app(app: Application | None = None) -> Flask:
    """The WSGI application, by default for this process's environment."""
    app = app or application()
    flask = Flask("phonebank.web", static_folder=None)
    flask.config.from_mapping(settings(app.config))
    flask.extensions["phonebank"] = app
    flask.session_interface = Sessions()
    for part in (json_form, translating, security, errors, static_files, scripts_shown):
        part.install(flask)
    register_shell(flask)
    for blueprint in BLUEPRINTS:
        flask.register_blueprint(blueprint)
    return flask
