"""VAN: connected, mapped, watched; and a stand-in to try it with."""

import json
from typing import IO

import click

from phonebank.cli.root import as_json_option, org_option, phonebank, print_report
from phonebank.domain.errors import BadInput
from phonebank.services.auditing import Author
from phonebank.wiring import Application, application


@phonebank.group()
def van() -> None:
    """Write results back to VAN: connect, map, status, problems, earlier, again, decide."""


@van.command("connect")
@org_option
@click.option("--app-name", required=True, help="The application's name, as VAN gave it.")
@click.option("--key", prompt=True, hide_input=True, help="Asked for where it is not given.")
@click.option("--my-campaign", is_flag=True, help="The key's My Campaign side, not My Voters.")
def connect_command(slug: str, app_name: str, key: str, my_campaign: bool) -> None:
    """Keep a key, fetch VAN's codes with it, and map them by name."""
    from phonebank.domain.van import VanDatabase
    from phonebank.services.van.connecting import check_key, connect, key_given, take_codes

    app = application()
    owner = _owner(app, slug)
    side = VanDatabase.MY_CAMPAIGN if my_campaign else VanDatabase.MY_VOTERS
    partners = app.config.partners
    given = key_given(app_name, key, side, partners.van_url, plain_too=partners.private_addresses)
    check_key(app.outbound, given)
    with app.database.transaction() as session:
        is_another = connect(session, owner, given, _author(app))
    take_codes(app.database, app.outbound, owner, app.clock)
    cleared = ": another key, so that what was mapped with the earlier one was cleared"
    click.echo(f"connected{cleared if is_another else ''}")


@van.command("map")
@org_option
@click.option("--set", "given", type=click.File("rb"), help="JSON as printed without it.")
def map_command(slug: str, given: IO[bytes] | None) -> None:
    """Print VAN's codes and what is written with which, or set it from such JSON."""
    from phonebank.services.van.connecting import account_of, map_codes

    app = application()
    owner = _owner(app, slug)
    with app.database.transaction() as session:
        if given is not None:
            results, answers = _mapping(given)
            map_codes(session, owner, results, answers, _author(app))
        account = account_of(session, owner)
        told = {
            "results": account.result_map,
            "answers": {origin: each["choices"] for origin, each in account.answer_map.items()},
            "codes": account.codes,
        }
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


@van.command("status")
@org_option
@as_json_option
def status_command(slug: str, as_json: bool) -> None:
    """Print how many contacts stand in VAN, wait, or were refused."""
    from phonebank.services.van.showing import van_shown

    app = application()
    with app.database.transaction() as session:
        shown = van_shown(session, _owner(app, slug), 0)
    counts = {state.value: count for state, count in shown.counts.items()}
    print_report({**counts, "problem": shown.account.problem}, as_json)


@van.command("problems")
@org_option
def problems_command(slug: str) -> None:
    """Print each contact that VAN would not have, or of which nobody knows."""
    from phonebank.services.van.showing import van_shown

    app = application()
    with app.database.transaction() as session:
        shown = van_shown(session, _owner(app, slug), 100_000)
    for each in shown.open:
        person = f"{each.contact.id}\t{each.voter.voter_file_id or '-'}\t{each.contact.state}"
        click.echo(f"{person}\t{each.contact.problem}")


@van.command("earlier")
@org_option
@click.argument("campaign_id", type=int)
def earlier_command(slug: str, campaign_id: int) -> None:
    """Write also what of a campaign ended before VAN was connected."""
    from phonebank.services.van.noting import note_earlier

    app = application()
    with app.database.transaction() as session:
        count = note_earlier(session, _owner(app, slug), campaign_id, app.clock())
    click.echo(f"{count} contacts wait to be written")


@van.command("again")
@org_option
def again_command(slug: str) -> None:
    """Write once more what VAN refused."""
    from phonebank.services.van.showing import try_again

    app = application()
    with app.database.transaction() as session:
        try_again(session, _owner(app, slug), _author(app))


@van.command("decide")
@org_option
@click.option("--stands/--write-again", required=True, help="What was found in VAN.")
@click.argument("contact_id", type=int)
def decide_command(slug: str, stands: bool, contact_id: int) -> None:
    """Say what was found in VAN of a contact that `problems` lists as uncertain."""
    from phonebank.services.van.showing import decide

    app = application()
    with app.database.transaction() as session:
        decide(session, _owner(app, slug), contact_id, stands, _author(app))


@van.command("simulator")
@click.option("--port", type=int, default=8020, help="Where it listens, on this machine alone.")
@click.option("--everybody", is_flag=True, help="It knows everybody whose VAN ID is a number.")
def simulator_command(port: int, everybody: bool) -> None:
    """Run a stand-in for VAN, and print how to connect with it."""
    import threading

    from phonebank.simulator.van import run_stand_in

    with run_stand_in(port, knows_everybody=everybody) as stand_in:
        click.echo(f"PHONEBANK_PARTNERS_VAN_URL={stand_in.base_url}")
        click.echo(f"--app-name {stand_in.app_name} --key {stand_in.api_key}")
        threading.Event().wait()


def _owner(app: Application, slug: str) -> int:
    from phonebank.services.founding import organisation_named

    with app.database.transaction() as session:
        return organisation_named(session, slug).id


def _author(app: Application) -> Author:
    return Author("command line", app.clock())


def _mapping(given: IO[bytes]) -> tuple[dict[str, int | None], dict[tuple[int, str], int | None]]:
    try:
        told = json.load(given)
        results = {str(ours): int(code) for ours, code in told["results"].items()}
        answers = {
            (int(origin), str(choice)): int(code)
            for origin, choices in told["answers"].items()
            for choice, code in choices.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput("the mapping should be JSON as `phonebank van map` prints it") from None
    return {**results}, {**answers}
