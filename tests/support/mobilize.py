"""A stand-in for Mobilize's API, version 1, by its published rules.

It pages by `next` with a cursor, filters by `updated_since`, wants four things of whoever is
written, and takes it that they want its texts unless it is told otherwise.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.support.json_stand_in import Answer, JsonStandIn, Query, run_on_loopback

ORGANISATION, EVENT, SLOT, OTHER_SLOT = "15", "345", "71", "72"
_STARTS = int(datetime(2026, 12, 1, 18, tzinfo=UTC).timestamp())
_HOME = f"/organizations/{ORGANISATION}"


@dataclass
class MobilizeStandIn(JsonStandIn):
    """`attendances` in order of their making; `opted_in` are the addresses that get its texts,
    `gone` the events that were deleted."""

    api_key: str = "made-up-bearer"
    attendances: list[dict[str, Any]] = field(default_factory=list)
    opted_in: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    per_page: int = 2
    now: int = _STARTS - 3_600

    def attend(self, given: str, email: str, **told: Any) -> dict[str, Any]:
        """Somebody signs up, in the form of an Attendance object."""
        made = {
            "id": 900 + len(self.attendances),
            "created_date": self.now,
            "modified_date": self.now,
            "person": {
                "id": 50 + len(self.attendances),
                "given_name": given,
                "family_name": "Example",
                "email_addresses": [{"primary": True, "address": email}] if email else [],
                "phone_numbers": [{"primary": True, "number": told.pop("phone", "")}],
                "postal_addresses": [{"primary": True, "postal_code": "55101"}],
                "sms_opt_in_status": told.pop("texts", "UNSPECIFIED"),
            },
            "event": {"id": int(EVENT), "title": "Call our neighbors"},
            "timeslot": {"id": int(told.pop("slot", SLOT)), "start_date": _STARTS},
            "status": "REGISTERED",
            "attended": None,
            **told,
        }
        self.attendances.append(made)
        return made

    def change(self, attendance: dict[str, Any], **told: Any) -> None:
        """Something of an attendance changes."""
        self.now += 1
        attendance |= {"modified_date": self.now, **told}

    def set_clock(self, at: datetime) -> None:
        """What changes from now on changes then."""
        self.now = int(at.timestamp())

    def may(self, headers: Any) -> Answer | None:
        """By a bearer token."""
        if headers.get("Authorization") == f"Bearer {self.api_key}":
            return None
        return 403, self.error(403)

    def error(self, status: int) -> Any:
        """As each of its errors is told."""
        return {"data": None, "error": {"detail": f"No: {status}"}}

    def got(self, path: str, query: Query) -> Answer:
        """Events with their timeslots, and attendances of all events or of one."""
        if path == f"{_HOME}/events":
            slots = [{"id": int(id_), "start_date": _STARTS} for id_ in (SLOT, OTHER_SLOT)]
            event = {"id": int(EVENT), "title": "Call our neighbors", "timeslots": slots}
            return self._page(path, [event], query)
        if path == f"{_HOME}/events/{EVENT}/attendances" and EVENT not in self.gone:
            return self._page(path, self.attendances, query)
        if path == f"{_HOME}/attendances":
            since = int(query.get("updated_since", "0"))
            found = [each for each in self.attendances if each["modified_date"] >= since]
            return self._page(path, found, query)
        return 404, self.error(404)

    def posted(self, path: str, body: Any) -> Answer:
        """A new signup for a person and each of the timeslots."""
        if path != f"{_HOME}/events/{EVENT}/attendances":
            return 400, {"data": None, "error": {"event_id": ["Object does not exist."]}}
        person, slots = body["person"], body["timeslots"]
        wanted = ("given_name", "family_name", "email_address", "postal_code")
        missing = {name: ["This field is required."] for name in wanted if not person.get(name)}
        if not all(str(each["timeslot_id"]) in (SLOT, OTHER_SLOT) for each in slots):
            missing["timeslots"] = ["Object does not exist."]
        if person.get("email_address", "").endswith("@blocked.example"):
            missing["email_address"] = ["This person cannot sign up."]
        if missing:
            return 400, {"data": None, "error": {"person": missing}}
        if body.get("transactional_sms_opt_in", "OPT_IN") == "OPT_IN":
            self.opted_in.append(person["email_address"])
        made = [
            self.attend(
                person["given_name"],
                person["email_address"],
                phone=person["phone_number"],
                slot=each["timeslot_id"],
            )
            for each in slots
        ]
        return 201, {"data": made, "error": None}

    def _page(self, path: str, found: list[Any], query: Query) -> Answer:
        begin = int(query.get("cursor", "0"))
        end = begin + self.per_page
        more = None
        if end < len(found):
            kept = "".join(f"&{name}={each}" for name, each in query.items() if name != "cursor")
            more = f"https://api.mobilize.us/v1{path}?cursor={end}{kept}"
        page = {"count": len(found), "next": more, "previous": None, "data": found[begin:end]}
        return 200, {**page, "error": None}


@contextmanager
def run_mobilize() -> Iterator[MobilizeStandIn]:
    """Run the stand-in until the block is left."""
    stand_in = MobilizeStandIn()
    with run_on_loopback(stand_in, "/v1"):
        yield stand_in
