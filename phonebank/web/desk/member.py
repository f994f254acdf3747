"""Who is at the desk, in the words of the services."""

from flask_babel import gettext

from phonebank.domain.errors import BadInput
from phonebank.services.auditing import Author
from phonebank.web.door import now
from phonebank.web.errors import sentence
from phonebank.web.sessions import current_member


def actor() -> str:
    """The member, as audit events name them."""
    return f"member {current_member().id}"


def author() -> Author:
    """The member, now."""
    return Author(actor(), now())


def told(problem: BadInput) -> str:
    """What cannot be used, as a sentence in the language of the page."""
    return sentence(gettext(problem.message, **problem.values))
