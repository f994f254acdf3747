"""Who is at the browser, and who may use a view.

The session is a signed cookie that carries ids only. A browser may be a caller's and a member's
at once. Every view is marked by exactly one of `public`, `caller_required`, `member_required`,
`reader_required` (api/reader.py).
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from phonebank.domain.caller import Caller
from phonebank.domain.organisation import Member
from phonebank.web.door import statement
from phonebank.web.errors import SignedOut, wants_json

P = ParamSpec("P")
R = TypeVar("R")


class Sessions(SecureCookieSessionInterface):
    """Flask's own, but that only a page renews an unchanged cookie.

    A page's scripts ask again and again: an answer of theirs that comes late must not bring back
    who has signed out, or was signed in before, meanwhile.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        is_page = "text/html" in request.headers.get("Accept", "")
        return session.modified or (is_page and super().should_set_cookie(app, session))


class Access(StrEnum):
    """Who may use a view."""

    PUBLIC = "public"
    CALLER = "caller"
    MEMBER = "member"
    READER = "reader"


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody may use the view."""
    return mark(view, Access.PUBLIC)


def caller_required(view: Callable[P, R]) -> Callable[P, Any]:
    """Only a volunteer who has joined a shift may use the view."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        if current_caller_or_none() is None:
            return _turn_away("home.index")
        return view(*args, **kwargs)

    return mark(guarded, Access.CALLER)


def member_required(view: Callable[P, R]) -> Callable[P, Any]:
    """Only a signed-in member of an organisation may use the view."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        if current_member_or_none() is None:
            return _turn_away("signing_in.ask", next=request.full_path.rstrip("?"))
        return view(*args, **kwargs)

    return mark(guarded, Access.MEMBER)


def access_of(view: Callable[..., Any]) -> Access | None:
    """How a view is marked; None where it is not."""
    return getattr(view, "access", None)


def current_caller() -> Caller:
    """The volunteer at the browser. Only for views that require one."""
    caller = current_caller_or_none()
    if caller is None:
        raise SignedOut
    return caller


def current_member() -> Member:
    """The member at the browser. Only for views that require one."""
    member = current_member_or_none()
    if member is None:
        raise SignedOut
    return member


def current_caller_or_none() -> Caller | None:
    """The volunteer at the browser, if any; read once a request."""
    if "caller" not in g:
        caller_id = session.get("caller_id")
        g.caller = None if caller_id is None else _find(Caller, caller_id)
    caller: Caller | None = g.caller
    return caller


def current_member_or_none() -> Member | None:
    """The member at the browser, if any, unless their sign-ins have been made worthless."""
    if "member" not in g:
        member_id = session.get("member_id")
        member = None if member_id is None else _find(Member, member_id)
        stale = member is None or member.sign_in_version != session.get("sign_in_version")
        g.member = None if stale else member
    found: Member | None = g.member
    return found


def sign_in_caller(caller: Caller) -> None:
    """The browser is this volunteer's from now on."""
    session.permanent = True
    session["caller_id"] = caller.id
    g.caller = caller


def sign_in_member(member: Member) -> None:
    """The browser is this member's from now on; what it was before is forgotten."""
    language = session.get("page_language")
    session.clear()
    session.permanent = True
    if language is not None:
        session["page_language"] = language
    session["member_id"], session["sign_in_version"] = member.id, member.sign_in_version
    g.pop("member", None)


def sign_out() -> None:
    """Forget everything about the browser."""
    session.clear()
    g.pop("caller", None)
    g.pop("member", None)


def mark(view: Callable[P, R], access: Access) -> Callable[P, R]:
    """Note who may use a view. Raises TypeError where that was noted before."""
    if access_of(view) is not None:
        raise TypeError(f"{view} is marked twice")
    view.access = access  # type: ignore[attr-defined]
    return view


T = TypeVar("T", Caller, Member)


def _find(kind: type[T], id_: int) -> T | None:
    with statement() as database:
        return database.get(kind, id_)


def _turn_away(endpoint: str, **values: Any) -> Any:
    if wants_json():
        raise SignedOut
    return redirect(url_for(endpoint, **values))
