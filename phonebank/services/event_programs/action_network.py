"""Action Network's API, version 2: https://actionnetwork.org/docs/v2/

It keeps one attendance of a person at an event however often one is posted, and a tag once. Whoever
is new to it would be subscribed to its mailings by being posted: they never asked us for that, so a
person whom it does not know is posted as unsubscribed, and of the others no subscription is told.
"""

import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from phonebank.domain.event_program import Deed, ProgramAccount, ProgramEvent
from phonebank.partners.port import Outbound
from phonebank.services.event_programs.program import Arrived, Person
from phonebank.services.event_programs.speaking import (
    Connection,
    ProgramAway,
    ProgramRefused,
    ProgramUncertain,
)

_NAME: Final = "Action Network"
_NEXT: Final = ("_links", "next", "href")
_ODD: Final = f"{_NAME} told something that cannot be read"


class ActionNetwork:
    """An account; see `program.Program`."""

    def __init__(self, outbound: Outbound, account: ProgramAccount) -> None:
        headers = {"OSDI-API-Token": account.api_key}
        self._ask = Connection(outbound, _NAME, account.base_url, headers)
        self._tag = account.attended_tag
        self.marks_who_came = bool(self._tag)

    def events(self) -> list[dict[str, Any]]:
        """Its events; a start is told by the clock of the place."""
        found = []
        for page in self._ask.pages("/events", _NEXT):
            for each in _embedded(page, "osdi:events"):
                title = str(each.get("title") or each.get("name") or "")
                starts = str(each.get("start_date") or "").rstrip("Z").replace("T", " ")[:16]
                id_ = _own_id(each)
                found.append({"event": id_, "timeslot": "", "title": title, "starts": starts})
        return found

    def attendances(
        self, since: datetime | None, events: Collection[str]
    ) -> Iterator[list[Arrived]]:
        """Event by event."""
        query = ""
        if since is not None:
            after = since.strftime("%Y-%m-%dT%H:%M:%SZ")
            query = "?" + urlencode({"filter": f"modified_date gt '{after}'"})
        for event in events:
            path = f"/events/{quote(event, safe='')}/attendances{query}"
            with contextlib.suppress(ProgramRefused):
                for page in self._ask.pages(path, _NEXT):
                    listed = _embedded(page, "osdi:attendances")
                    yield [_arrived(event, each) for each in listed]

    def person(self, arrived: Arrived) -> Person:
        """Asked for by id: an attendance holds no more of a person."""
        told = self._ask.get(f"/people/{quote(arrived.person_id, safe='')}")
        try:
            return _person(told)
        except (AttributeError, TypeError, KeyError) as problem:
            raise ProgramRefused(_ODD) from problem

    def lacking(self, person: Person) -> str:
        """It knows people by either."""
        if person.email or person.phone:
            return ""
        return f"{_NAME} takes nobody without an e-mail address or a number"

    def standing(self, event: ProgramEvent, person: Person) -> str | None:
        """Asked of the person, who has fewer attendances than the event."""
        id_ = self._known(person)
        if id_ is None:
            return None
        for page in self._ask.pages(f"/people/{quote(id_, safe='')}/attendances", _NEXT):
            for each in _embedded(page, "osdi:attendances"):
                if each.get("action_network:event_id") == event.event:
                    return _own_id(each)
        return None

    def tell(self, event: ProgramEvent, person: Person, deed: Deed) -> str:
        """By its helper, which finds or makes the person."""
        came = deed is Deed.CAME and self._tag
        body: dict[str, Any] = {"person": _told(person, self._known(person) is None)}
        if came:
            body["add_tags"] = [self._tag]
        told = self._ask.post(f"/events/{quote(event.event, safe='')}/attendances", body)
        if not told:
            raise ProgramRefused(f"{_NAME} took nothing of it")
        try:
            return _own_id(told)
        except ProgramAway as problem:
            raise ProgramUncertain(_ODD) from problem

    def _known(self, person: Person) -> str | None:
        """The id of the person with this address, else with this number."""
        asked = [("email_address", person.email), ("phone_number", person.phone.lstrip("+"))]
        for field, value in asked:
            if not value:
                continue
            wanted = urlencode({"filter": f"{field} eq '{value.replace(chr(39), chr(39) * 2)}'"})
            found = _embedded(self._ask.get(f"/people?{wanted}"), "osdi:people")
            if found:
                return _own_id(found[0])
        return None


def _embedded(page: Any, kind: str) -> list[dict[str, Any]]:
    try:
        found = page["_embedded"][kind]
    except (KeyError, TypeError) as problem:
        raise ProgramAway(_ODD) from problem
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ProgramAway(_ODD)
    return found


def _own_id(told: Any) -> str:
    """The id that is its own, among those of other programs."""
    identifiers = told.get("identifiers") if isinstance(told, dict) else None
    for each in identifiers or ():
        kind, _, id_ = str(each).partition(":")
        if kind == "action_network" and id_:
            return id_
    raise ProgramAway(_ODD)


def _arrived(event: str, told: dict[str, Any]) -> Arrived:
    return Arrived(
        their_id=_own_id(told),
        event=event,
        timeslot="",
        is_cancelled=told.get("status") == "declined",
        modified=str(told.get("modified_date") or ""),
        person_id=str(told.get("action_network:person_id") or ""),
        raw=told,
    )


def _person(told: dict[str, Any]) -> Person:
    name = f"{told.get('given_name') or ''} {told.get('family_name') or ''}"
    phone = _primary(told.get("phone_numbers"))
    return Person(
        name=" ".join(name.split()),
        email=str(_primary(told.get("email_addresses")).get("address") or ""),
        phone=str(phone.get("number") or ""),
        takes_texts=phone.get("status") == "subscribed",
        languages=tuple(str(each) for each in told.get("languages_spoken") or ()),
        postal_code=str(_primary(told.get("postal_addresses")).get("postal_code") or ""),
    )


def _primary(listed: Any) -> dict[str, Any]:
    entries: list[dict[str, Any]] = list(listed or ())
    return next((each for each in entries if each.get("primary")), next(iter(entries), {}))


def _told(person: Person, is_new: bool) -> dict[str, Any]:
    """Whom it knows keeps the name that stands there."""
    status = {"status": "unsubscribed"} if is_new else {}
    body: dict[str, Any] = {}
    if is_new:
        given, _, family = person.name.rpartition(" ")
        body = {"given_name": given or family, "family_name": family if given else ""}
    if person.email:
        body["email_addresses"] = [{"address": person.email, **status}]
    if person.phone:
        body["phone_numbers"] = [{"number": person.phone.lstrip("+"), **status}]
    if person.postal_code and is_new:
        body["postal_addresses"] = [{"postal_code": person.postal_code}]
    return body
