"""Every header that voter files are known to have is understood, whatever its spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phonebank.domain.contact_request import LineType
from phonebank.domain.voter_columns import LINE_TYPES, Column, map_columns

KNOWN = {
    "Voter File VANID": Column.VOTER_FILE_ID,
    "VanID": Column.VOTER_FILE_ID,
    "VAN ID": Column.VOTER_FILE_ID,
    "LALVOTERID": Column.VOTER_FILE_ID,
    "Voters_StateVoterID": Column.VOTER_FILE_ID,
    "FirstName": Column.FIRST_NAME,
    "first": Column.FIRST_NAME,
    "Voters_FirstName": Column.FIRST_NAME,
    "LastName": Column.LAST_NAME,
    "LAST NAME": Column.LAST_NAME,
    "Voters_LastName": Column.LAST_NAME,
    "name": Column.FULL_NAME,
    "Full Name": Column.FULL_NAME,
    "Contact Name": Column.FULL_NAME,
    "Pref Phone ": Column.PREFERRED_PHONE,
    "Cell Phone": Column.CELL_PHONE,
    "CellPhone": Column.CELL_PHONE,
    "mobile": Column.CELL_PHONE,
    "Cell Phone 2": Column.CELL_PHONE,
    "VoterTelephones_CellPhoneFormatted": Column.CELL_PHONE,
    "VoterTelephones_CellPhoneUnformatted": Column.CELL_PHONE,
    "HomePhone": Column.HOME_PHONE,
    "home phone": Column.HOME_PHONE,
    "VoterTelephones_LandlineFormatted": Column.HOME_PHONE,
    "WorkPhone": Column.WORK_PHONE,
    "Phone": Column.PHONE,
    "phone_1": Column.PHONE,
    "Teléfono": Column.PHONE,
    "Language": Column.LANGUAGE,
    "Preferred Language": Column.LANGUAGE,
    "Address": Column.ADDRESS,
    "Residence_Addresses_AddressLine": Column.ADDRESS,
    "City": Column.CITY,
    "Residence_Addresses_City": Column.CITY,
    "State": Column.STATE,
    "Residence_Addresses_State": Column.STATE,
    "ZipOrPostal": Column.ZIP_CODE,
    "Zip": Column.ZIP_CODE,
    "Residence_Addresses_Zip": Column.ZIP_CODE,
    "County": Column.COUNTY,
    "Party": Column.PARTY,
    "Parties_Description": Column.PARTY,
    "PollingLocation": Column.POLLING_PLACE,
    "Polling Place": Column.POLLING_PLACE,
}
KEPT = [
    "PhoneId",
    "ID",
    "EthnicGroups_EthnicGroup1Desc",
    "ethnic_description",
    "languages_description",
    "Mailing_Addresses_City",
    "VoterTelephones_CellConfidenceCode",
    "",
]


@pytest.mark.parametrize("header", KNOWN)
def test_a_known_header_is_understood(header: str) -> None:
    assert map_columns([header]).columns == (KNOWN[header],)


@pytest.mark.parametrize("header", KEPT)
def test_a_header_that_only_looks_like_one_is_kept_as_it_is(header: str) -> None:
    assert map_columns([header]).columns == (None,)


@settings(deadline=None)
@given(
    st.sampled_from(list(KNOWN)),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from([" ", "_", "-", ".", "  "]),
)
def test_case_spaces_and_punctuation_make_no_difference(header: str, case, joint: str) -> None:  # type: ignore[no-untyped-def]
    respelt = joint + case(header).replace(" ", joint).replace("_", joint) + joint
    assert map_columns([respelt]).columns == (KNOWN[header],)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*KNOWN, *KEPT]) | st.text(max_size=12), max_size=30))
def test_every_column_has_one_place_and_a_key_of_its_own(headers: list[str]) -> None:
    found = map_columns(headers)
    may_repeat = {*LINE_TYPES, Column.DO_NOT_CONTACT}
    single = [column for column in found.columns if column and column not in may_repeat]
    assert len(single) == len(set(single))
    assert [column for column in found.columns if column in may_repeat] == [
        column for header in headers if (column := map_columns([header]).columns[0]) in may_repeat
    ]
    keys = [key for _, key in found.kept]
    assert len(keys) == len(set(keys))
    assert len(found.as_dict()) == len(headers)


@settings(deadline=None)
@given(st.permutations(list(KNOWN)))
def test_the_order_of_the_columns_does_not_matter(headers: list[str]) -> None:
    found = map_columns(headers)
    chosen = {column: found.headers[place] for column, place in found.place.items()}
    assert chosen[Column.VOTER_FILE_ID] == "Voter File VANID"
    assert chosen[Column.LANGUAGE] == "Preferred Language"
    kinds = [column for _, column in found.phones]
    assert kinds == sorted(kinds, key=list(LINE_TYPES).index)
    assert len(kinds) == sum(column in LINE_TYPES for column in KNOWN.values())


def test_the_kind_of_line_follows_the_column() -> None:
    assert LINE_TYPES[Column.CELL_PHONE] is LineType.MOBILE
    assert LINE_TYPES[Column.HOME_PHONE] is LineType.LANDLINE
    assert LINE_TYPES[Column.PHONE] is LineType.UNKNOWN


def test_the_vendor_is_told_by_the_headers() -> None:
    assert map_columns(["VanID", "Phone"]).vendor == "VAN"
    assert map_columns(["LALVOTERID", "Phone"]).vendor == "L2"
    assert map_columns(["Name", "Phone"]).vendor == "plain"


def test_five_thousand_columns_of_one_name_are_told_apart_without_delay() -> None:
    headers = map_columns(["x"] * 5000).headers
    assert len(set(headers)) == 5000
    assert headers[-1] == "x (5000)"
