"""A stand-in for Action Network's API, version 2, by its published rules.

It holds people and their attendances, pages as HAL+JSON, filters by `modified_date`,
`email_address` and `phone_number`, keeps one attendance of a person at an event, and subscribes
whoever is new to it and is not posted as unsubscribed.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.support.json_stand_in import Answer, JsonStandIn, Query, run_on_loopback

EVENT = "11111111-aaaa-4bbb-8ccc-000000000001"
_FILTER = re.compile(r"(\w+) (eq|gt) '([^']*)'")


@dataclass
class ActionNetworkStandIn(JsonStandIn):
    """`people` by id, `attendances` in order, `tags` as (person, tag)."""

    api_key: str = "made-up-osdi-token"
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    attendances: list[dict[str, Any]] = field(default_factory=list)
    tags: set[tuple[str, str]] = field(default_factory=set)
    known_tags: tuple[str, ...] = ("Made calls",)
    per_page: int = 2
    now: str = "2026-12-01T17:00:00Z"

    def add_person(self, given: str, **fields: Any) -> str:
        """Somebody whom it knows; returns their id."""
        id_ = f"22222222-aaaa-4bbb-8ccc-{len(self.people):012d}"
        self.people[id_] = {
            "identifiers": ["elsewhere:7", f"action_network:{id_}"],
            "given_name": given,
            "family_name": "Example",
            **fields,
        }
        return id_

    def attend(self, person_id: str, status: str = "accepted") -> dict[str, Any]:
        """Somebody's attendance; there is one of each person."""
        found = next((each for each in self.attendances if _whose(each) == person_id), None)
        if found is None:
            id_ = f"33333333-aaaa-4bbb-8ccc-{len(self.attendances):012d}"
            found = {
                "identifiers": [f"action_network:{id_}"],
                "created_date": self.now,
                "action_network:person_id": person_id,
                "action_network:event_id": EVENT,
            }
            self.attendances.append(found)
        found |= {"status": status, "modified_date": self.now}
        return found

    def set_clock(self, at: datetime) -> None:
        """What changes from now on changes then."""
        self.now = at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def may(self, headers: Any) -> Answer | None:
        """By its own header."""
        if headers.get("OSDI-API-Token") == self.api_key:
            return None
        return 403, {"error": "API Key invalid or not present"}

    def error(self, status: int) -> Any:
        """One sentence."""
        return {"error": f"No: {status}"}

    def got(self, path: str, query: Query) -> Answer:
        """Collections, and one person."""
        wanted = query.get("filter", "")
        if path == "/events":
            event = {
                "identifiers": [f"action_network:{EVENT}"],
                "title": "Call our neighbors",
                "start_date": "2026-12-01T18:00:00Z",
            }
            return self._page(path, "osdi:events", [event], query)
        if path == f"/events/{EVENT}/attendances":
            found = [each for each in self.attendances if _passes(each, wanted)]
            return self._page(path, "osdi:attendances", found, query)
        if path == "/people":
            found = [each for each in self.people.values() if _passes(each, wanted)]
            return self._page(path, "osdi:people", found, query)
        person_id = path.removeprefix("/people/").removesuffix("/attendances")
        if person_id not in self.people:
            return 404, {"error": "Not found"}
        if path.endswith("/attendances"):
            theirs = [each for each in self.attendances if _whose(each) == person_id]
            return self._page(path, "osdi:attendances", theirs, query)
        return 200, self.people[person_id]

    def posted(self, path: str, body: Any) -> Answer:
        """The helper that records an attendance, and the person with it."""
        if path != f"/events/{EVENT}/attendances":
            return 404, {"error": "Not found"}
        person = body.get("person") or {}
        email = [each["address"] for each in person.get("email_addresses", ())]
        phone = [each["number"] for each in person.get("phone_numbers", ())]
        if not email and not phone:
            return 400, {"error": "You must specify an email address or a phone number"}
        if not all(each.isdigit() for each in phone):
            return 400, {"error": "The phone number is not valid"}
        found = next((id_ for id_, each in self.people.items() if _is(each, email, phone)), None)
        if found is None:
            found = self.add_person("", **person)
            for each in self.people[found].get("email_addresses", ()):
                each.setdefault("status", "subscribed")
        self.tags |= {(found, tag) for tag in body.get("add_tags", ()) if tag in self.known_tags}
        return 200, self.attend(found)

    def _page(self, path: str, kind: str, found: list[Any], query: Query) -> Answer:
        page = int(query.get("page", "1"))
        kept = found[(page - 1) * self.per_page : page * self.per_page]
        links: dict[str, Any] = {"self": {"href": f"https://actionnetwork.org/api/v2{path}"}}
        if page * self.per_page < len(found):
            more = f"page={page + 1}" + "".join(
                f"&{name}={value.replace(' ', '%20')}"
                for name, value in query.items()
                if name != "page"
            )
            links["next"] = {"href": f"https://actionnetwork.org/api/v2{path}?{more}"}
        return 200, {"page": page, "_links": links, "_embedded": {kind: kept}}


@contextmanager
def run_action_network() -> Iterator[ActionNetworkStandIn]:
    """Run the stand-in until the block is left."""
    stand_in = ActionNetworkStandIn()
    with run_on_loopback(stand_in, "/api/v2"):
        yield stand_in


def _whose(attendance: dict[str, Any]) -> Any:
    return attendance["action_network:person_id"]


def _is(person: dict[str, Any], email: list[str], phone: list[str]) -> bool:
    addresses = {each["address"].casefold() for each in person.get("email_addresses", ())}
    numbers = {each["number"] for each in person.get("phone_numbers", ())}
    by_email = bool(addresses & {each.casefold() for each in email})
    return by_email or bool(numbers & set(phone))


def _passes(each: dict[str, Any], wanted: str) -> bool:
    if not wanted:
        return True
    asked = _FILTER.fullmatch(wanted)
    assert asked is not None, wanted
    name, _, value = asked.groups()
    if name == "modified_date":
        return str(each["modified_date"]) > value
    return _is(each, [value], []) if name == "email_address" else _is(each, [], [value])
