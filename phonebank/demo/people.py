"""Made-up voters: every family name says so, and every number is from the fictional range."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Final

OWNED_NUMBERS: Final = ("+16515550100", "+14045550100")
_AREA_CODES: Final = ("651", "612", "763", "952", "507", "320")
_GEORGIAN_CODES: Final = ("404", "470", "678", "770", "762", "706")
_IDS: Final = {"MN": "27", "GA": "13"}
"""What a voter's id begins with: VAN's are numbers, and these are the states' own of the census."""
_CITIES: Final = ("Saint Paul", "Minneapolis", "Maple Grove", "Bloomington", "Rochester")

# Language as voter files write it, first names, and a family name that means "example".
_NAMES: Final = {
    "English": (("Ada", "Ben", "Cleo", "Dale", "Eve", "Finn"), "Example"),
    "Hmong": (("Mai", "Pao", "Yer", "Tou", "Kia", "Xeng"), "Piv Txwv"),
    "Spanish": (("Ana", "Beto", "Carmen", "Diego", "Elsa", "Felipe"), "Ejemplo"),
    "Vietnamese": (("An", "Bình", "Chi", "Dũng", "Hoa", "Lan"), "Ví Dụ"),
    "Mandarin": (("伟", "芳", "娜", "敏", "静", "磊"), "示例"),
    "Korean": (("민준", "서연", "도윤", "지우", "하은", "준호"), "예시"),
    "Urdu": (("عائشہ", "بلال", "فاطمہ", "حسن", "زینب", "عمر"), "مثال"),
    "": (("Sam", "Robin", "Kim", "Lee", "Pat", "Jo"), "Sample"),
}
_TAGS: Final = {
    "English": "en",
    "Hmong": "hmn",
    "Spanish": "es",
    "Vietnamese": "vi",
    "Mandarin": "zh",
    "Korean": "ko",
    "Urdu": "ur",
    "": "en",
}
"""The simulator's own names for what a voter speaks."""

# A person who tries the demo meets every course within a few keys. The numbers of tempers and of
# languages have no common factor, so that every temper speaks every language.
_TEMPERS: Final = (
    "talks", "rings_out", "talks", "voicemail", "talks", "busy", "hangs_up", "talks",
    "wrong_number", "talks", "declines", "talks", "talks",
)  # fmt: skip
_TEXT_TEMPERS: Final = (
    "chooses", "writes_freely", "chooses", "says_stop", "chooses", "ambiguous", "silent",
    "chooses", "chooses",
)  # fmt: skip


@dataclass(frozen=True)
class MadeUpVoter:
    """One voter, as their file and the simulator know them."""

    file_id: str
    first_name: str
    last_name: str
    language: str
    number: str
    city: str
    temper: str
    text_temper: str
    state: str = "MN"
    landline: bool = False

    def for_simulator(self) -> dict[str, str]:
        """The person at the other end of the simulated line."""
        return {
            "number": self.number,
            "language": _TAGS[self.language],
            "temper": self.temper,
            "text_temper": self.text_temper,
            "name": f"{self.first_name} {self.last_name}",
            "line_type": "landline" if self.landline else "mobile",
        }


def made_up_voters(count: int, first: int = 1) -> list[MadeUpVoter]:
    """`count` voters, always the same; `first` begins at another place of the same sequence."""
    return list(islice(_voters(), first - 1, first - 1 + count))


def with_landlines(count: int) -> list[MadeUpVoter]:
    """`count` voters in Georgia, always the same, whom a machine may dial."""
    return [
        replace(voter, file_id=_IDS["GA"] + voter.file_id.removeprefix(_IDS["MN"]), number=number,
                state="GA", city="Decatur", landline=True)
        for voter, number in zip(made_up_voters(count), _numbers(_GEORGIAN_CODES), strict=False)
    ]  # fmt: skip


def _voters() -> Iterator[MadeUpVoter]:
    languages = cycle(_NAMES)
    tempers, text_tempers = cycle(_TEMPERS), cycle(_TEXT_TEMPERS)
    for number, e164 in enumerate(_numbers(), 1):
        language = next(languages)
        first_names, family_name = _NAMES[language]
        yield MadeUpVoter(
            file_id=f"{_IDS['MN']}{number:06d}",
            first_name=first_names[number // len(_NAMES) % len(first_names)],
            last_name=family_name,
            language=language,
            number=e164,
            city=_CITIES[number % len(_CITIES)],
            temper=next(tempers),
            text_temper=next(text_tempers),
        )


def _numbers(area_codes: Sequence[str] = _AREA_CODES) -> Iterator[str]:
    for line in range(101, 200):
        for area_code in area_codes:
            yield f"+1{area_code}5550{line}"


def as_van_export(voters: list[MadeUpVoter]) -> str:
    """The voters as a VAN export has them: tab-separated, its own headers."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\r\n")
    writer.writerow(
        ["Voter File VANID", "LastName", "FirstName", "Cell Phone", "HomePhone", "City", "State",
         "Preferred Language", "PollingLocation"]
    )  # fmt: skip
    for voter in voters:
        writer.writerow(
            [voter.file_id, voter.last_name, voter.first_name,
             "" if voter.landline else voter.number, voter.number if voter.landline else "",
             voter.city, voter.state, voter.language, f"{voter.city} Community Center"]
        )  # fmt: skip
    return buffer.getvalue()
