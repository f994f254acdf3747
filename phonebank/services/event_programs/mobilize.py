"""Mobilize's API, version 1: https://github.com/mobilizeamerica/api

It keeps a person by e-mail address, wants a postal code of each, and lets nobody say who came: that
is said in Mobilize itself. Without another word it would take it that whoever is written wants its
texts about the event; they never said so to us, so it is told that nothing is known of that.
"""

import contextlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from phonebank.domain.event_program import Deed, ProgramAccount, ProgramEvent
from phonebank.partners.port import Outbound
from phonebank.services.event_programs.program import Arrived, Person
from phonebank.services.event_programs.speaking import (
    Connection,
    ProgramAway,
    ProgramRefused,
    ProgramUncertain,
)

_NAME: Final = "Mobilize"
_NEXT: Final = ("next",)
_ODD: Final = f"{_NAME} told something that cannot be read"
_UNREADABLE: Final = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


class Mobilize:
    """An account; see `program.Program`."""

    marks_who_came = False

    def __init__(self, outbound: Outbound, account: ProgramAccount) -> None:
        headers = {"Authorization": f"Bearer {account.api_key}"}
        self._ask = Connection(outbound, _NAME, account.base_url, headers)
        self._home = f"/organizations/{quote(account.their_organisation, safe='')}"

    def events(self) -> list[dict[str, Any]]:
        """The timeslots to come, each on its own."""
        found = []
        path = f"{self._home}/events?timeslot_start=gte_now"
        for page in self._ask.pages(path, _NEXT):
            try:
                found += [_slot(each, slot) for each in page["data"] for slot in each["timeslots"]]
            except _UNREADABLE as problem:
                raise ProgramAway(_ODD) from problem
        return found

    def attendances(
        self, since: datetime | None, events: Collection[str]
    ) -> Iterator[list[Arrived]]:
        """Of everybody since then, else event by event."""
        if since is not None:
            path = f"{self._home}/attendances?updated_since={int(since.timestamp())}"
            yield from self._listed(path)
            return
        for event in sorted(set(events)):
            with contextlib.suppress(ProgramRefused):
                yield from self._listed(f"{self._home}/events/{quote(event, safe='')}/attendances")

    def person(self, arrived: Arrived) -> Person:
        """As the attendance tells of them."""
        try:
            return _person(arrived.raw)
        except _UNREADABLE as problem:
            raise ProgramRefused(_ODD) from problem

    def lacking(self, person: Person) -> str:
        """It wants four things of everybody."""
        wanted = {
            "an e-mail address": person.email,
            "a postal code": person.postal_code,
            "a first and a last name": " " in person.name,
        }
        missing = [words for words, given in wanted.items() if not given]
        return f"{_NAME} takes nobody without {' and '.join(missing)}" if missing else ""

    def standing(self, event: ProgramEvent, person: Person) -> str | None:
        """Asked of the event: a person cannot be asked for."""
        for page in self._listed(f"{self._home}/events/{quote(event.event, safe='')}/attendances"):
            for each in page:
                if each.is_cancelled or each.timeslot != event.timeslot:
                    continue
                if self.person(each).email.casefold() == person.email.casefold():
                    return each.their_id
        return None

    def tell(self, event: ProgramEvent, person: Person, deed: Deed) -> str:
        """Of a deed it takes only that somebody has signed up."""
        given, _, family = person.name.rpartition(" ")
        body = {
            "person": {
                "given_name": given,
                "family_name": family,
                "email_address": person.email,
                "phone_number": person.phone.removeprefix("+1"),
                "postal_code": person.postal_code,
            },
            "sms_opt_in": "UNSPECIFIED",
            "transactional_sms_opt_in": "UNSPECIFIED",
            "timeslots": [{"timeslot_id": int(event.timeslot)}],
        }
        told = self._ask.post(
            f"{self._home}/events/{quote(event.event, safe='')}/attendances", body
        )
        try:
            return str(told["data"][0]["id"])
        except (*_UNREADABLE, IndexError) as problem:
            raise ProgramUncertain(_ODD) from problem

    def _listed(self, path: str) -> Iterator[list[Arrived]]:
        for page in self._ask.pages(path, _NEXT):
            try:
                yield [_arrived(each) for each in page["data"] if _is_whole(each)]
            except _UNREADABLE as problem:
                raise ProgramAway(_ODD) from problem


def _slot(event: dict[str, Any], slot: dict[str, Any]) -> dict[str, Any]:
    starts = datetime.fromtimestamp(slot["start_date"], UTC).strftime("%Y-%m-%d %H:%M UTC")
    title, id_ = str(event["title"]), str(event["id"])
    return {"event": id_, "timeslot": str(slot["id"]), "title": title, "starts": starts}


def _is_whole(told: dict[str, Any]) -> bool:
    """Of some organisations it tells others neither the ids nor the event."""
    event, slot = told.get("event") or {}, told.get("timeslot") or {}
    return "id" in told and "id" in event and "id" in slot


def _arrived(told: dict[str, Any]) -> Arrived:
    return Arrived(
        their_id=str(told["id"]),
        event=str(told["event"]["id"]),
        timeslot=str(told["timeslot"]["id"]),
        is_cancelled=told.get("status") == "CANCELLED",
        modified=str(told.get("modified_date") or ""),
        person_id="",
        raw=told,
    )


def _person(told: dict[str, Any]) -> Person:
    person = told["person"]
    name = f"{person.get('given_name') or ''} {person.get('family_name') or ''}"
    return Person(
        name=" ".join(name.split()),
        email=_first(person.get("email_addresses"), "address"),
        phone=_first(person.get("phone_numbers"), "number"),
        takes_texts=person.get("sms_opt_in_status") == "OPT_IN",
        languages=tuple(_languages(told.get("custom_signup_field_values") or ())),
        postal_code=_first(person.get("postal_addresses"), "postal_code"),
    )


def _languages(fields: Any) -> Iterator[str]:
    """It asks nobody what they speak; an organisation may, by a field of its own."""
    for field in fields:
        if "language" in str(field.get("custom_field_name") or "").casefold():
            yield from str(field.get("text_value") or "").replace(";", ",").split(",")


def _first(listed: Any, name: str) -> str:
    entries: list[dict[str, Any]] = list(listed or ())
    return str(entries[0].get(name) or "") if entries else ""
