"""The API is what its description says: programs of others read it, and try to break it."""

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_core import OpenAPI
from schemathesis import Case

from phonebank.services.reading import COLLECTIONS
from phonebank.web.api.description import described
from phonebank.web.blueprints import BLUEPRINTS
from tests.web.api.conftest import Api

TRIED_EACH = 5


def test_the_description_is_valid_openapi() -> None:
    document = described("https://phonebank.example.org")
    OpenAPI.from_dict(document).check_spec()
    assert document["openapi"] == "3.1.0"


def test_every_route_is_described() -> None:
    flask = Flask("routes alone")
    for blueprint in BLUEPRINTS:
        flask.register_blueprint(blueprint)
    routes = {
        rule.rule.removeprefix("/api/v1")
        .replace("<int:id_>", "{id}")
        .replace("<int:export_id>", "{id}")
        for rule in flask.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
    } - {"/openapi.json"}
    names = {route.replace("<name>", name) for route in routes for name in COLLECTIONS}
    assert set(described("https://phonebank.example.org")["paths"]) == names


def test_the_api_does_what_its_description_says(api: Api) -> None:
    """Schemathesis makes requests from the description, right and wrong ones, and holds each
    answer to it."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api.site.flask)
    cases = [operation.ok().as_strategy() for operation in schema.get_all_operations()]

    @settings(
        max_examples=TRIED_EACH * len(cases),
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(cases))
    def holds(case: Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {api.secret}"})

    holds()
