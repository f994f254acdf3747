"""What a program asked for: known parameters only, each of its kind."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from flask import request

from phonebank.domain.errors import BadInput
from phonebank.services.reading import LARGEST_PAGE, Collection, Kind

USUAL_PAGE: Final = 100
LARGEST_ID: Final = 2**63 - 1
CURSOR_PATTERN: Final = "^after-([0-9]{1,18})$"
_CURSOR: Final = re.compile(CURSOR_PATTERN, re.ASCII)


def only(known: Iterable[str]) -> None:
    """Raises BadInput where something else was asked for, or one thing twice: a misspelt filter
    would otherwise give out everything."""
    for name, values in request.args.lists():
        if name not in known:
            raise BadInput("there is no parameter %(name)s here", "query", name=name)
        if len(values) > 1:
            raise BadInput("please give the parameter %(name)s once", "query", name=name)


def limit_asked() -> int:
    """How many rows a page shall have."""
    given = request.args.get("limit")
    return USUAL_PAGE if given is None else _whole("limit", given, 1, LARGEST_PAGE)


def after_asked() -> int:
    """The id behind which to go on; 0 for the beginning. Raises BadInput for what was never a
    cursor."""
    given = request.args.get("cursor")
    if given is None:
        return 0
    found = _CURSOR.fullmatch(given)
    if found is None:
        raise BadInput("please give the cursor as the page before told it", "cursor")
    return int(found[1])


def cursor_after(id_: int) -> str:
    """What leads to the rows behind this one."""
    return f"after-{id_}"


def filters_asked(collection: Collection) -> dict[str, int | datetime]:
    """The collection's filters that were set."""
    return {
        name: _moment(name, request.args[name])
        if each.kind is Kind.MOMENT
        else _whole(name, request.args[name], 1, LARGEST_ID)
        for name, each in collection.filters.items()
        if name in request.args
    }


def _whole(name: str, given: str, lowest: int, highest: int) -> int:
    plain = given.isascii() and given.isdigit() and len(given) <= len(str(LARGEST_ID))
    if not plain or not lowest <= int(given) <= highest:
        raise BadInput(
            "%(name)s should be a whole number between %(lowest)s and %(highest)s",
            name,
            name=name,
            lowest=lowest,
            highest=highest,
        )
    return int(given)


def _moment(name: str, given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given).astimezone(UTC) if "T" in given else None
    except (ValueError, OverflowError):
        found = None
    if found is None or datetime.fromisoformat(given).tzinfo is None:
        raise BadInput("%(name)s should be a time such as 2026-12-01T18:00:00Z", name, name=name)
    return found
