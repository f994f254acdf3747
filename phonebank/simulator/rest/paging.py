"""Twilio's two ways to page through a list."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Answer, Ask

_T = TypeVar("_T")
_PAGING = ("Page", "PageSize", "PageToken")
_MOST = 1000


def old_page(
    ask: Ask, key: str, path: str, items: Sequence[_T], render: Callable[[_T], Any]
) -> Answer:
    """A page as the 2010 API sends it, with relative URIs."""
    page, size = _wanted(ask)
    start = page * size
    shown = items[start : start + size]
    more = start + size < len(items)
    return Answer(
        {
            key: [render(one) for one in shown],
            "page": page,
            "page_size": size,
            "start": start,
            "end": max(start, start + len(shown) - 1),
            "uri": _link(ask, path, page, size),
            "first_page_uri": _link(ask, path, 0, size),
            "next_page_uri": _link(ask, path, page + 1, size) if more else None,
            "previous_page_uri": _link(ask, path, page - 1, size) if page else None,
        }
    )


def new_page(
    ask: Ask, key: str, url: str, items: Sequence[_T], render: Callable[[_T], Any]
) -> Answer:
    """A page as the newer APIs send it, with absolute URLs under `meta`."""
    page, size = _wanted(ask)
    start = page * size
    more = start + size < len(items)
    meta = {
        "key": key,
        "page": page,
        "page_size": size,
        "url": _link(ask, url, page, size),
        "first_page_url": _link(ask, url, 0, size),
        "next_page_url": _link(ask, url, page + 1, size) if more else None,
        "previous_page_url": _link(ask, url, page - 1, size) if page else None,
    }
    return Answer({key: [render(one) for one in items[start : start + size]], "meta": meta})


def _wanted(ask: Ask) -> tuple[int, int]:
    page, size = ask.number("Page", 0), ask.number("PageSize", 50)
    if page < 0 or not 1 <= size <= _MOST:
        raise ApiError(20001, f"PageSize must be from 1 to {_MOST} and Page not negative")
    return page, size


def _link(ask: Ask, path: str, page: int, size: int) -> str:
    filters = [(name, value) for name, value in ask.pairs if name not in _PAGING]
    token = [("PageToken", f"PA{page}")] if page else []
    query = [*filters, ("PageSize", size), ("Page", page), *token]
    return f"{path}?{urlencode(query)}"
