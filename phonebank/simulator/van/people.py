"""Made-up people whom the stand-in knows."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Person:
    """Somebody by VAN ID, with the ids of their numbers -> the ten digits of each."""

    van_id: int
    phones: dict[int, str]


PEOPLE: Final = tuple(
    Person(9_000 + place, {70_000 + place: f"651555{100 + place:04d}"}) for place in range(1, 100)
)
