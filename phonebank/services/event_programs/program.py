"""What we ask of a program in which volunteers sign up for events."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from phonebank.domain.event_program import Deed, ProgramEvent


@dataclass(frozen=True)
class Person:
    """Somebody, as the two programs tell each other of them; what is not known is empty.

    `phone` is as it was written, `languages` in whatever words. `takes_texts` only where they said
    so there.
    """

    name: str
    email: str = ""
    phone: str = ""
    takes_texts: bool = False
    languages: tuple[str, ...] = ()
    postal_code: str = ""


@dataclass(frozen=True)
class Arrived:
    """An attendance of theirs, with the person where it tells of them, else their id."""

    their_id: str
    event: str
    timeslot: str
    is_cancelled: bool
    modified: str
    person_id: str
    raw: dict[str, Any]


class Program(Protocol):
    """One account of one program. Whatever is asked raises as `speaking.Connection` does, and
    ProgramAway for an answer of a form that is not its own."""

    marks_who_came: bool
    """Whether to have come is told apart from to have signed up."""

    def events(self) -> list[dict[str, Any]]:
        """Those of `ProgramAccount.events`."""

    def attendances(
        self, since: datetime | None, events: Collection[str]
    ) -> Iterator[list[Arrived]]:
        """Pages of the attendances of these events, changed since then; of one that is not there
        any more there are none."""

    def person(self, arrived: Arrived) -> Person:
        """Whose it is. Raises ProgramRefused where that cannot be read."""

    def lacking(self, person: Person) -> str:
        """Why it will not have a person, empty where it may."""

    def standing(self, event: ProgramEvent, person: Person) -> str | None:
        """Their id of the attendance that the person has there, if any."""

    def tell(self, event: ProgramEvent, person: Person, deed: Deed) -> str:
        """Write an attendance; returns their id of it."""
