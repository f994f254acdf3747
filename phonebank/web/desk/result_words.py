"""Reports and exports, said in words."""

from typing import Final

from phonebank.domain.voter_areas import AreaKind
from phonebank.services.exports import LayoutName
from phonebank.services.reports import Dimension
from phonebank.web.marking import mark as _

DIMENSIONS: Final[dict[Dimension, str]] = {
    Dimension.CAMPAIGN: _("Campaign"),
    Dimension.SHIFT: _("Shift"),
    Dimension.LANGUAGE: _("Language"),
    Dimension.VOLUNTEER: _("Volunteer"),
    Dimension.DAY: _("Day (UTC)"),
}
AREAS: Final[dict[AreaKind, str]] = {
    AreaKind.PRECINCT: _("Precinct"),
    AreaKind.ZIP: _("ZIP code"),
    AreaKind.CITY: _("City"),
    AreaKind.COUNTY: _("County"),
}
LAYOUTS: Final[dict[LayoutName, str]] = {
    LayoutName.ANSWERS: _("All answers"),
    LayoutName.VAN_SURVEY: _("VAN: survey answers"),
    LayoutName.VAN_CONTACTS: _("VAN: contact history"),
    LayoutName.VAN_UPLOAD: _("VAN: bulk upload"),
    LayoutName.TAGS: _("Tags on conversations"),
}
