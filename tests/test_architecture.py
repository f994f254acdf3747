"""Promises of the structure: every queue is worked, every route protected, every row owned."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import Table

from phonebank.config import Config
from phonebank.domain import Base
from phonebank.jobs.queues import LONG, SHORT, QueueName
from phonebank.web import create_app
from phonebank.web.sessions import access_of
from phonebank.wiring import Application

ROOT = Path(__file__).parents[1]
SHARED_BY_ALL = {
    "coalition",
    "organisation",
    "carrier_event",
    "carrier_pace",
    "segments_sent",
    "sending_pause",
}
"""Tables that belong to no one organisation."""


def test_every_queue_is_worked_by_a_worker_of_the_procfile() -> None:
    procfile = (ROOT / "Procfile").read_text()
    assert "worker: phonebank worker\n" in procfile
    assert "files: phonebank worker --files\n" in procfile
    assert {*SHORT, *LONG} == set(QueueName)


def test_every_job_is_put_on_a_queue_that_has_a_name() -> None:
    used = {
        node.attr
        for path in [*ROOT.glob("phonebank/**/*.py"), *ROOT.glob("webhooks/*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "QueueName"
    }
    assert used == {member.name for member in QueueName}


def test_every_view_says_who_may_use_it() -> None:
    app = Application(
        Config(
            database_url="postgresql://127.0.0.1:1/none",
            redis_url="redis://127.0.0.1:1/0",
            public_url="http://127.0.0.1:1",
            webhooks_url="http://127.0.0.1:1",
            secret_key="made up for the tests",
        )
    )
    flask = create_app(app)
    flask.extensions["packed static files"].cleanup()
    unmarked = [
        rule.rule
        for rule in flask.url_map.iter_rules()
        if access_of(flask.view_functions[rule.endpoint]) is None
    ]
    assert unmarked == []


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_reference_between_owned_rows_carries_the_organisation(table: Table) -> None:
    if table.name in SHARED_BY_ALL:
        return
    assert "organisation_id" in table.columns
    for key in table.foreign_key_constraints:
        if key.referred_table.name not in SHARED_BY_ALL:
            assert "organisation_id" in [column.name for column in key.columns]
