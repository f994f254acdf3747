"""Bringing an organisation in: what cannot be used is named, with the remedy."""

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotFound
from phonebank.services.founding import add_member, add_number, add_organisation
from tests.support.world import NOON


def test_organisations_of_one_coalition_share_it(session: Session) -> None:
    first = add_organisation(session, "first", "First Example", "Example Coalition", NOON)
    second = add_organisation(session, "second", "Second Example", "Example Coalition", NOON)
    assert first.coalition_id == second.coalition_id is not None


@pytest.mark.parametrize("slug", ["", "Two Words", "-x", "ü"])
def test_a_short_name_that_cannot_stand_in_a_command_is_refused(
    session: Session, slug: str
) -> None:
    with pytest.raises(BadInput, match="short name"):
        add_organisation(session, slug, "Example", None, NOON)


def test_a_short_name_that_is_taken_is_refused(session: Session) -> None:
    add_organisation(session, "example", "Example", None, NOON)
    with pytest.raises(BadInput, match="choose another"):
        add_organisation(session, "example", "Example", None, NOON)


def test_a_number_is_kept_as_the_carrier_writes_it_and_belongs_to_one(session: Session) -> None:
    add_organisation(session, "example", "Example", None, NOON)
    assert add_number(session, "example", "(651) 555-0100").e164 == "+16515550100"
    with pytest.raises(BadInput, match="belongs to an organisation already"):
        add_number(session, "example", "651-555-0100")


def test_a_foreign_number_is_refused(session: Session) -> None:
    add_organisation(session, "example", "Example", None, NOON)
    with pytest.raises(BadInput):
        add_number(session, "example", "+44 20 7946 0000")


def test_a_member_needs_an_organisation_and_an_address(session: Session) -> None:
    with pytest.raises(NotFound, match="no organisation nobody"):
        add_member(session, "nobody", "casey@example.org", "Casey Example")
    add_organisation(session, "example", "Example", None, NOON)
    with pytest.raises(BadInput, match="no e-mail address"):
        add_member(session, "example", "casey", "Casey Example")
    add_member(session, "example", " Casey@Example.org ", "Casey Example")
    with pytest.raises(BadInput, match="already"):
        add_member(session, "example", "casey@example.org", "Casey Example")
