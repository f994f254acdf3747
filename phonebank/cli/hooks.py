"""Addresses of other programs that are told what happens."""

from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy.orm import Session

from phonebank.cli.root import org_option, phonebank
from phonebank.domain.errors import BadInput
from phonebank.services.auditing import Author
from phonebank.wiring import Application, application


@phonebank.group()
def hooks() -> None:
    """Tell other programs what happens: add, list, pause, resume, remove, events, replay."""


@hooks.command("add")
@org_option
@click.argument("url")
def add_hook_command(slug: str, url: str) -> None:
    """Tell an address from now on; prints the secret that signs what it is told."""
    from phonebank.services.event_hooks import add_hook
    from phonebank.services.founding import organisation_named

    app = application()
    plain_too = app.config.partners.private_addresses
    with app.database.transaction() as session:
        owner = organisation_named(session, slug)
        hook = add_hook(session, owner.id, url, _author(app), plain_too=plain_too)
    click.echo(f"{hook.id}\t{hook.secret}")


@hooks.command("list")
@org_option
def list_hooks_command(slug: str) -> None:
    """Print each address with what waits for it and what is wrong."""
    from phonebank.services.event_hooks import hooks_of
    from phonebank.services.founding import organisation_named

    with application().database.transaction() as session:
        found = hooks_of(session, organisation_named(session, slug).id)
    for each in found:
        standing = "paused" if each.hook.paused_at else "told"
        counts = f"{each.waiting} waiting, {each.given_up} given up"
        click.echo(f"{each.hook.id}\t{each.hook.url}\t{standing}, {counts}\t{each.hook.problem}")


@hooks.command("pause")
@org_option
@click.argument("hook_id", type=int)
def pause_hook_command(slug: str, hook_id: int) -> None:
    """Tell an address nothing for now; its events wait."""
    from phonebank.services.event_hooks import pause_hook

    _act(pause_hook, slug, hook_id)


@hooks.command("resume")
@org_option
@click.argument("hook_id", type=int)
def resume_hook_command(slug: str, hook_id: int) -> None:
    """Go on with an address, at once."""
    from phonebank.services.event_hooks import resume_hook

    _act(resume_hook, slug, hook_id)


@hooks.command("remove")
@org_option
@click.argument("hook_id", type=int)
def remove_hook_command(slug: str, hook_id: int) -> None:
    """Tell an address nothing more, and forget what waits for it."""
    from phonebank.services.event_hooks import remove_hook

    _act(remove_hook, slug, hook_id)


@hooks.command("events")
@org_option
@click.option("--most", type=click.IntRange(1, 10_000), default=50, help="How many, newest first.")
@click.argument("hook_id", type=int)
def events_command(slug: str, most: int, hook_id: int) -> None:
    """Print what an address was told last, and what waits for it."""
    from phonebank.services.event_hooks import deliveries_of
    from phonebank.services.founding import organisation_named

    with application().database.transaction() as session:
        owner = organisation_named(session, slug)
        found = deliveries_of(session, owner.id, hook_id, most)
    for each in found:
        told = f"{each.at:%Y-%m-%dT%H:%M:%SZ}\t{each.event_key}\t{each.kind}\t{each.state}"
        click.echo(f"{told}\t{each.problem}")


@hooks.command("replay")
@org_option
@click.option("--since", required=True, help="ISO 8601 with an offset.")
@click.argument("hook_id", type=int)
def replay_command(slug: str, since: str, hook_id: int) -> None:
    """Tell an address once more of what happened since, under the same ids."""
    from phonebank.services.event_hooks import replay
    from phonebank.services.founding import organisation_named

    app = application()
    with app.database.transaction() as session:
        owner = organisation_named(session, slug)
        count = replay(session, owner.id, hook_id, _moment(since), _author(app))
    click.echo(f"{count} events are told once more")


def _act(deed: Callable[[Session, int, int, Author], None], slug: str, hook_id: int) -> None:
    from phonebank.services.founding import organisation_named

    app = application()
    with app.database.transaction() as session:
        deed(session, organisation_named(session, slug).id, hook_id, _author(app))


def _author(app: Application) -> Author:
    return Author("command line", app.clock())


def _moment(given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadInput("--since should be a time with an offset, such as 2026-12-01T18:00:00Z")
    return found
