"""What the columns of a voter file mean: the headers of VAN, L2, PDI and plain exports.

A header is compared without regard to case, spaces, punctuation and accents. Columns that say
what somebody's ethnicity is, or which languages such people speak, are never taken for the
voter's language: they are kept with everything else that has no place of its own.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from phonebank.domain.contact_request import LineType
from phonebank.domain.errors import BadInput


class Column(StrEnum):
    """What a column holds. The value names the voter's field; those of KEPT_AS are keys of
    `Voter.extra`."""

    VOTER_FILE_ID = "voter_file_id"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "name"
    ROMANISED_NAME = "romanised_name"
    PREFERRED_PHONE = "preferred_phone"
    CELL_PHONE = "cell_phone"
    PHONE = "phone"
    HOME_PHONE = "home_phone"
    WORK_PHONE = "work_phone"
    LANGUAGE = "language"
    ADDRESS = "address"
    CITY = "city"
    STATE = "state"
    ZIP_CODE = "zip_code"
    COUNTY = "county"
    PARTY = "party"
    POLLING_PLACE = "polling_place"
    DO_NOT_CONTACT = "do_not_contact"


LINE_TYPES: Final[dict[Column, LineType]] = {
    Column.PREFERRED_PHONE: LineType.UNKNOWN,
    Column.CELL_PHONE: LineType.MOBILE,
    Column.PHONE: LineType.UNKNOWN,
    Column.HOME_PHONE: LineType.LANDLINE,
    Column.WORK_PHONE: LineType.UNKNOWN,
}
"""The columns of numbers, in the order in which a voter's numbers are tried."""

KEPT_AS: Final = (Column.COUNTY, Column.PARTY, Column.POLLING_PLACE)
"""Columns that are kept in `Voter.extra` under one name, whatever the file calls them."""

_MAY_REPEAT: Final = frozenset({*LINE_TYPES, Column.DO_NOT_CONTACT})
"""Columns of which a file may have several, each with its own say."""

_RESERVED: Final = frozenset({*KEPT_AS, Column.LANGUAGE, Column.STATE})
"""Keys of `Voter.extra` that no column without a meaning may take."""

_NAMES: Final = (Column.FIRST_NAME, Column.LAST_NAME, Column.FULL_NAME)

# The likelier header of two that a file may have both of comes first: L2 has its own id beside
# the state's. A header "ID" alone is in no row: it is often a mere row number, and voters of two
# files would be taken for each other.
_HEADERS: Final[dict[Column, str]] = {
    Column.VOTER_FILE_ID: "voterfilevanid vanid lalvoterid pdiid voterfileid voterid votersid "
    "votersstatevoterid statevoterid statefileid countyvoterid registrationnumber "
    "voterregistrationnumber registrantid",
    Column.FIRST_NAME: "firstname votersfirstname first fname givenname namefirst preferredname "
    "nombre",
    Column.LAST_NAME: "lastname voterslastname last lname surname familyname namelast apellido "
    "apellidos",
    Column.FULL_NAME: "name fullname contactname votername displayname nameofvoter nombrecompleto",
    Column.ROMANISED_NAME: "romanisedname romanizedname nameromanised nameromanized",
    Column.PREFERRED_PHONE: "prefphone preferredphone prefphonenumber preferredphonenumber "
    "bestphone primaryphone primaryphonenumber",
    Column.CELL_PHONE: "cellphone cell cellphonenumber cellnumber mobile mobilephone mobilenumber "
    "mobilephonenumber phonecell phonemobile votertelephonescellphoneformatted "
    "votertelephonescellphoneunformatted wirelessphone wireless celular",
    Column.PHONE: "phone phonenumber telephone telephonenumber tel contactnumber contactphone "
    "phoneno telephoneno voterphone voterphonenumber votersphonenumber telefono phonenum "
    "otherphone secondaryphone",
    Column.HOME_PHONE: "homephone home homephonenumber phonehome landline landlinephone "
    "landlinenumber votertelephoneslandlineformatted votertelephoneslandlineunformatted",
    Column.WORK_PHONE: "workphone work workphonenumber phonework businessphone officephone",
    Column.LANGUAGE: "preferredlanguage preflanguage languagepreference languagepreferred "
    "spokenlanguage languagespoken primarylanguage contactlanguage voterlanguage homelanguage "
    "language languagename lang idioma",
    Column.ADDRESS: "residenceaddressesaddressline address addressline address1 addressline1 "
    "streetaddress residentialaddress residenceaddress homeaddress resaddress street voteraddress "
    "votingaddress maddress direccion",
    Column.CITY: "residenceaddressescity city town residencecity residentialcity rescity mcity "
    "ciudad",
    Column.STATE: "residenceaddressesstate state stateprovince statecode stateabbreviation "
    "residencestate residentialstate resstate mstate estado",
    Column.ZIP_CODE: "residenceaddresseszip zip zipcode ziporpostal zip5 postalcode postcode "
    "residencezip residentialzip reszip zipcode5 mzip5",
    Column.COUNTY: "county countyname votersfips",
    Column.PARTY: "party partiesdescription partyname partyaffiliation politicalparty "
    "registeredparty",
    Column.POLLING_PLACE: "pollingplace pollinglocation pollingplacename pollinglocationname "
    "votingplace votinglocation votingsite pollingsite",
    Column.DO_NOT_CONTACT: "donotcall donotcallflag donottext donottextflag donotcontact dnc "
    "dnccall dnctext dnt optout optedout smsoptout textoptout calloptout nocall notext",
}

_MEANING: Final[dict[str, tuple[Column, int]]] = {
    header: (column, rank)
    for column, headers in _HEADERS.items()
    for rank, header in enumerate(headers.split())
}

_NUMBERED: Final = re.compile(r"\d+$")
_LONGEST_NAME_KEPT: Final = 100


@dataclass(frozen=True)
class ColumnMap:
    """What each column of a file means.

    `headers` are the file's own, made unique and never blank; `columns` stand beside them, None
    for a column that is kept in `Voter.extra` under its header. `least_width` is how many of
    them a row must have: blank headers at the end are a habit of spreadsheets.
    """

    headers: tuple[str, ...]
    columns: tuple[Column | None, ...]
    least_width: int

    @cached_property
    def place(self) -> dict[Column, int]:
        """The position of each column that may stand once."""
        return {
            column: position
            for position, column in enumerate(self.columns)
            if column is not None and column not in _MAY_REPEAT
        }

    @cached_property
    def phones(self) -> tuple[tuple[int, Column], ...]:
        """The columns of numbers, in the order in which the numbers are to be tried."""
        order = list(LINE_TYPES)
        found = [(p, c) for p, c in enumerate(self.columns) if c is not None and c in LINE_TYPES]
        return tuple(sorted(found, key=lambda each: (order.index(each[1]), each[0])))

    @cached_property
    def do_not_contact(self) -> tuple[int, ...]:
        """The columns that say whether the voter asked to be left alone."""
        return tuple(p for p, c in enumerate(self.columns) if c is Column.DO_NOT_CONTACT)

    @cached_property
    def kept(self) -> tuple[tuple[int, str], ...]:
        """Position and key of every column that goes to `Voter.extra`."""
        places = [(p, self.headers[p]) for p, column in enumerate(self.columns) if column is None]
        return (*places, *((self.place[c], c.value) for c in KEPT_AS if c in self.place))

    @property
    def known(self) -> int:
        """How many columns have a meaning."""
        return sum(column is not None for column in self.columns)

    @property
    def has_name(self) -> bool:
        """Whether some column holds a name."""
        return any(column in self.place for column in _NAMES)

    @property
    def vendor(self) -> str:
        """Whose export it looks like: VAN, L2, PDI, or plain."""
        keys = {header_key(header) for header in self.headers}
        if keys & {"voterfilevanid", "vanid"}:
            return "VAN"
        if any(key.startswith(("lalvoterid", "votertelephones")) for key in keys):
            return "L2"
        return "PDI" if any(key.startswith("pdi") for key in keys) else "plain"

    def as_dict(self) -> dict[str, str]:
        """Header -> the voter's field, `extra` for a column without one."""
        return {h: c or "extra" for h, c in zip(self.headers, self.columns, strict=True)}


def header_key(header: str) -> str:
    """A header without case, spaces, punctuation and accents."""
    folded = unicodedata.normalize("NFKD", header.replace("_", " ")).casefold()
    return "".join(character for character in folded if character.isalnum())


def map_columns(headers: Sequence[str]) -> ColumnMap:
    """Find out what each column means, by its header alone and whatever the order.

    Several columns of numbers, or of wishes to be left alone, are all used. Of two others with
    one meaning the likelier is used and the other kept.
    """
    meanings = [_meaning(header) for header in headers]
    best: dict[Column, tuple[int, int]] = {}
    for position, meaning in enumerate(meanings):
        if meaning is not None:
            column, rank = meaning
            best[column] = min(best.get(column, (rank, position)), (rank, position))
    columns = tuple(
        meaning[0] if meaning and (meaning[0] in _MAY_REPEAT or best[meaning[0]][1] == p) else None
        for p, meaning in enumerate(meanings)
    )
    least_width = max((p for p, header in enumerate(headers, 1) if header.strip()), default=0)
    return ColumnMap(_unique(headers, columns), columns, least_width)


def map_as_said(headers: Sequence[str], said: Mapping[str, str]) -> ColumnMap:
    """The columns as somebody said: header (made unique, as `ColumnMap.headers` has them) ->
    column, `extra` for one that is only kept. What is not mentioned is found out.

    Raises BadInput where two columns are said to hold what a voter has one of.
    """
    found = map_columns(headers)
    columns = tuple(
        _said(said.get(header), column)
        for header, column in zip(found.headers, found.columns, strict=True)
    )
    times = Counter(c for c in columns if c is not None and c not in _MAY_REPEAT)
    for column, count in times.items():
        if count > 1:
            raise BadInput("please choose one column only for each thing but phone numbers", column)
    return ColumnMap(found.headers, columns, found.least_width)


def _said(said: str | None, found: Column | None) -> Column | None:
    if said is None:
        return found
    return Column(said) if said in set(Column) else None


def _meaning(header: str) -> tuple[Column, int] | None:
    """ "Phone 2" and "Cell Phone 1" are columns of numbers like the first of their kind."""
    key = header_key(header)
    if key in _MEANING:
        return _MEANING[key]
    numbered = _MEANING.get(_NUMBERED.sub("", key))
    return numbered if numbered and numbered[0] in LINE_TYPES else None


def _unique(headers: Sequence[str], columns: Sequence[Column | None]) -> tuple[str, ...]:
    """Headers by which every column can be told apart in `Voter.extra`."""
    taken: set[str] = set()
    times: Counter[str] = Counter()
    unique = []
    for position, (header, column) in enumerate(zip(headers, columns, strict=True), start=1):
        name = plain = " ".join(header.split())[:_LONGEST_NAME_KEPT] or f"Column {position}"
        times[plain] += 1
        while name in taken or (column is None and name in _RESERVED):
            times[plain] = max(times[plain], 2)
            name = f"{plain} ({times[plain]})"
            times[plain] += name in taken
        taken.add(name)
        unique.append(name)
    return tuple(unique)
