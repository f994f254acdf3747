"""The layouts of exports: VAN's reports and bulk upload, answers, tags, and the voters of a list.

Columns and their order are those of VAN's own reports and of its bulk upload.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import NotFound
from phonebank.domain.shift import Shift
from phonebank.domain.voter_list import VoterList
from phonebank.services.exports.answers import answers, van_survey
from phonebank.services.exports.contacts import van_contacts, van_upload
from phonebank.services.exports.shape import Layout, LayoutName, Scope
from phonebank.services.exports.tags import tags
from phonebank.services.exports.voters import voters

_LAYOUTS: Final[dict[LayoutName, Callable[[Session, Scope], Layout]]] = {
    LayoutName.ANSWERS: answers,
    LayoutName.VAN_SURVEY: van_survey,
    LayoutName.VAN_CONTACTS: van_contacts,
    LayoutName.VAN_UPLOAD: van_upload,
    LayoutName.VOTERS: voters,
    LayoutName.TAGS: tags,
}


def layout_named(session: Session, name: LayoutName, scope: Scope) -> Layout:
    """The layout for a scope. Raises NotFound for a campaign, shift or list of somebody else."""
    _check(session, scope)
    return _LAYOUTS[name](session, scope)


def _check(session: Session, scope: Scope) -> None:
    found = (
        (scope.campaign_id, session.get(Campaign, scope.campaign_id or 0)),
        (scope.shift_id, session.get(Shift, scope.shift_id or 0)),
        (scope.voter_list_id, session.get(VoterList, scope.voter_list_id or 0)),
    )
    for asked, thing in found:
        if asked is not None and (thing is None or thing.organisation_id != scope.organisation_id):
            raise NotFound("there is no such thing to export")
