"""Who opens a link: a person, or a program that looks at it first.

Phones and messengers fetch a link to show a preview of it, and companies to look for malice. They
say so in their name or in a header, by which they are known here; none of them is counted.
"""

import re
from typing import Final

_PROGRAMS: Final = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|prefetch|scan|facebookexternalhit|facebot|whatsapp|telegram"
    r"|skype|slack|discord|viber|snapchat|google-(?:pagerenderer|safety|read-aloud)|bingpreview"
    r"|headless|curl|wget|python|java/|okhttp|go-http|libwww|httpclient|axios|node-fetch|proofpoint"
    r"|barracuda|mimecast",
    re.IGNORECASE,
)
"""Cubot makes telephones."""
_LOOKING_AHEAD: Final = frozenset({"prefetch", "preview", "prerender"})


def opened_by_person(method: str, user_agent: str, purpose: str = "") -> bool:
    """Whether a request counts: `purpose` is what `Sec-Purpose` or its forerunners say."""
    looking_ahead = _LOOKING_AHEAD.intersection(re.split(r"[;,\s]+", purpose.lower()))
    named = bool(user_agent.strip()) and not _PROGRAMS.search(user_agent)
    return method == "GET" and named and not looking_ahead
