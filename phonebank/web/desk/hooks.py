"""Webhooks: addresses of other programs that are told what happens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput
from phonebank.domain.event_hook import DeliveryState, EventHook
from phonebank.services.auditing import Author
from phonebank.services.event_hooks import (
    add_hook,
    deliveries_of,
    hook_of,
    hooks_of,
    pause_hook,
    remove_hook,
    replay,
    resume_hook,
)
from phonebank.web.desk.member import author, told
from phonebank.web.door import application, now, transaction
from phonebank.web.marking import mark as _
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_hooks", __name__, url_prefix="/desk/programs/webhooks")

STATES: Final[dict[DeliveryState, str]] = {
    DeliveryState.WAITING: _("Waiting"),
    DeliveryState.DELIVERED: _("Delivered"),
    DeliveryState.GIVEN_UP: _("Given up"),
}
_DEEDS: Final[dict[str, Callable[[Session, int, int, Author], None]]] = {
    "pause": pause_hook,
    "resume": resume_hook,
    "remove": remove_hook,
}
_MOST_HOURS: Final = 720


@bp.get("")
@member_required
def every() -> str:
    """All addresses, and how to add another."""
    return _page()


@bp.post("")
@member_required
def add() -> ResponseReturnValue:
    """Add an address, and show its secret this once."""
    owner = current_member().organisation_id
    plain_too = application().config.partners.private_addresses
    try:
        with transaction() as session:
            url = request.form.get("url", "")
            hook = add_hook(session, owner, url, author(), plain_too=plain_too)
    except BadInput as problem:
        return _page(problem=problem), 400
    return _page(hook), 201


@bp.get("/<int:hook_id>")
@member_required
def one(hook_id: int) -> str:
    """What an address was told last."""
    owner = current_member().organisation_id
    with transaction() as session:
        hook = hook_of(session, owner, hook_id)
        deliveries = deliveries_of(session, owner, hook_id)
    return render_template("desk/hook.html", hook=hook, deliveries=deliveries, states=STATES)


@bp.post("/<int:hook_id>/<any(pause, resume, remove):deed>")
@member_required
def act(hook_id: int, deed: str) -> ResponseReturnValue:
    """Pause, resume or remove an address."""
    with transaction() as session:
        _DEEDS[deed](session, current_member().organisation_id, hook_id, author())
    return redirect(url_for("desk_hooks.every"))


@bp.post("/<int:hook_id>/replay")
@member_required
def once_more(hook_id: int) -> ResponseReturnValue:
    """Tell an address once more of what happened in the last hours."""
    hours = request.form.get("hours", 24, type=int)
    since = now() - timedelta(hours=min(max(hours, 1), _MOST_HOURS))
    with transaction() as session:
        replay(session, current_member().organisation_id, hook_id, since, author())
    return redirect(url_for("desk_hooks.one", hook_id=hook_id))


def _page(added: EventHook | None = None, problem: BadInput | None = None) -> str:
    with transaction() as session:
        hooks = hooks_of(session, current_member().organisation_id)
    return render_template("desk/hooks.html", hooks=hooks, added=added, problem=problem, told=told)
