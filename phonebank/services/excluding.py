"""Lists of people to be left alone: no other list of the organisation contacts them."""

from typing import Any

from sqlalchemy import ColumnElement, Exists, exists
from sqlalchemy.orm import aliased

from phonebank.domain.voter_list import ListKind, VoterList, VoterListEntry


def to_be_left_alone(voter_id: int | ColumnElement[int] | Any) -> Exists:
    """Whether a voter, given by id or as a column of a query, is on a list of such people."""
    entry, excluding = aliased(VoterListEntry), aliased(VoterList)
    return exists().where(
        entry.voter_id == voter_id,
        excluding.id == entry.voter_list_id,
        excluding.kind != ListKind.CONTACT,
    )
