"""A made-up voter file as VAN writes it: fourteen columns, two numbers a voter."""

import csv
import random
from pathlib import Path

from phonebank.domain.area_codes import AREA_CODE_STATE
from phonebank.domain.states import TERRITORIES

HEADER = [
    "Voter File VANID",
    "LastName",
    "FirstName",
    "Cell Phone",
    "HomePhone",
    "Preferred Language",
    "Address",
    "City",
    "State",
    "ZipOrPostal",
    "County",
    "Party",
    "PollingLocation",
    "PrecinctName",
]
_LANGUAGES = ("English", "English", "Vietnamese", "Hmong", "Somali", "Korean", "Spanish", "")
_FIRST = ("Ada", "Bo", "Hoa", "Zoë", "Minh", "Amina", "Ji-woo", "Lan", "Pa", "Nguyễn")
_LAST = ("Test", "Sample", "Example", "Probe", "Muster", "Prueba", "Thử", "Made-up")
_CITIES = ("Saint Paul", "Minneapolis", "Rochester", "Duluth", "Bloomington", "Atlanta")


def write_voter_file(path: Path, rows: int) -> None:
    """So many voters, the same ones at every run; each number is of the fictional range's form,
    with exchanges beside 555, because that range alone is too small for so many."""
    chance = random.Random(rows)  # noqa: S311 - made-up people, the same at every run
    codes = sorted(each for each in AREA_CODE_STATE.items() if each[1] not in TERRITORIES)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(_row(chance, codes, number) for number in range(rows))


def _row(chance: random.Random, codes: list[tuple[str, str]], number: int) -> list[str]:
    code, state = codes[number % len(codes)]
    first, second = chance.randrange(10**7), chance.randrange(10**7)
    return [
        str(900_000 + number),
        f"{_LAST[first % 8]}{number % 997}",
        f"{_FIRST[second % 10]}{number % 991}",
        f"({code}) {200 + first % 800}-{first // 1000:04d}",
        f"{code}-{200 + second % 800}-{second // 1000:04d}",
        _LANGUAGES[first % 8],
        f"{1 + second % 9999} Made-up Street",
        _CITIES[number % 6],
        state,
        f"{10_000 + second % 90_000}",
        f"County {number % 87}",
        ("DFL", "R", "", "I")[first % 4],
        f"Made-up Library {number % 400}",
        f"Precinct {number % 1200}",
    ]
