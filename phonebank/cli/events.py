"""Action Network and Mobilize: connected, events and shifts, and how it stands."""

import click

from phonebank.cli.root import as_json_option, org_option, phonebank, print_report
from phonebank.services.auditing import Author
from phonebank.wiring import Application, application

program_option = click.option(
    "--program",
    "name",
    type=click.Choice(["action-network", "mobilize"]),
    required=True,
    help="Which of the two.",
)


@phonebank.group()
def events() -> None:
    """Volunteers from Action Network and Mobilize: connect, list, link, status, problems, again."""


@events.command("connect")
@org_option
@program_option
@click.option("--key", prompt=True, hide_input=True, help="Asked for where it is not given.")
@click.option("--their-organisation", default="", help="Your organisation's number in Mobilize.")
@click.option("--attended-tag", default="", help="Action Network's tag of those who came.")
@click.option("--tells/--takes-only", help="Whether it is told of our own volunteers too.")
def connect_command(
    slug: str, name: str, key: str, their_organisation: str, attended_tag: str, tells: bool
) -> None:
    """Keep a key, and fetch the events with it."""
    from phonebank.domain.event_program import EventProgram
    from phonebank.services.event_programs.connecting import Opening, connect, take_events

    app = application()
    owner, partners = _owner(app, slug), app.config.partners
    opening = Opening(EventProgram(name), key, their_organisation, attended_tag, tells)
    is_mobilize = opening.program is EventProgram.MOBILIZE
    with app.database.transaction() as session:
        connect(
            session,
            owner,
            opening,
            _author(app),
            base_url=partners.mobilize_url if is_mobilize else partners.action_network_url,
            plain_too=partners.private_addresses,
        )
    take_events(app.database, app.outbound, owner, opening.program, app.clock)
    click.echo("connected")


@events.command("list")
@org_option
@program_option
def list_command(slug: str, name: str) -> None:
    """Fetch and print the events that may be linked: id, timeslot, start and title."""
    from phonebank.domain.event_program import EventProgram
    from phonebank.services.event_programs.connecting import account_of, take_events

    app = application()
    owner, program = _owner(app, slug), EventProgram(name)
    take_events(app.database, app.outbound, owner, program, app.clock)
    with app.database.transaction() as session:
        found = account_of(session, owner, program).events
    for each in found:
        slot = each["timeslot"] or "-"
        click.echo(f"{each['event']}\t{slot}\t{each['starts']}\t{each['title']}")


@events.command("link")
@org_option
@program_option
@click.option("--timeslot", default="", help="Mobilize's id of the timeslot.")
@click.option("--language", default="en", help="What those speak who say nothing of it.")
@click.argument("event")
@click.argument("shift_id", type=int)
def link_command(
    slug: str, name: str, timeslot: str, language: str, event: str, shift_id: int
) -> None:
    """Say that an event of theirs is a shift of ours."""
    from phonebank.domain.event_program import EventProgram
    from phonebank.services.event_programs.connecting import link

    app = application()
    owner, place = _owner(app, slug), (event, timeslot)
    with app.database.transaction() as session:
        link(session, owner, EventProgram(name), place, shift_id, language, _author(app))
    click.echo("linked")


@events.command("status")
@org_option
@program_option
@as_json_option
def status_command(slug: str, name: str, as_json: bool) -> None:
    """Print how many people stand on both sides, wait, or were refused."""
    from phonebank.domain.event_program import EventProgram
    from phonebank.services.event_programs.showing import program_shown

    app = application()
    with app.database.transaction() as session:
        shown = program_shown(session, _owner(app, slug), EventProgram(name), 0)
    counts = {state.value: count for state, count in shown.counts.items()}
    report = {"events": len(shown.events), **counts, "problem": shown.account.problem}
    print_report(report, as_json)


@events.command("problems")
@org_option
@program_option
def problems_command(slug: str, name: str) -> None:
    """Print each person who could not be taken or told of, with the shift and why."""
    from phonebank.domain.event_program import EventProgram
    from phonebank.services.event_programs.showing import program_shown

    app = application()
    with app.database.transaction() as session:
        shown = program_shown(session, _owner(app, slug), EventProgram(name), 100_000)
    for each in shown.open:
        found = each.attendance
        click.echo(f"{found.name or '-'}\t{each.shift.id}\t{found.state}\t{found.problem}")


@events.command("again")
@org_option
@program_option
def again_command(slug: str, name: str) -> None:
    """Look at everybody there anew, and tell once more what was refused."""
    from phonebank.domain.event_program import EventProgram
    from phonebank.services.event_programs.showing import try_again

    app = application()
    with app.database.transaction() as session:
        try_again(session, _owner(app, slug), EventProgram(name), _author(app))


def _owner(app: Application, slug: str) -> int:
    from phonebank.services.founding import organisation_named

    with app.database.transaction() as session:
        return organisation_named(session, slug).id


def _author(app: Application) -> Author:
    return Author("command line", app.clock())
