"""Organisations: their members, numbers and limits."""

import click

from phonebank.cli.root import org_option, phonebank
from phonebank.wiring import application


@phonebank.command("add-organisation")
@click.option("--coalition", help="The coalition it belongs to, made if it is new.")
@click.argument("slug")
@click.argument("name")
def add_organisation_command(coalition: str | None, slug: str, name: str) -> None:
    """Bring an organisation in, under a short name that stands in commands."""
    from phonebank.services.founding import add_organisation

    app = application()
    with app.database.transaction() as session:
        add_organisation(session, slug, name, coalition, app.clock())
    click.echo(f"added {slug}: {name}")


@phonebank.command("add-member")
@org_option
@click.option("--name", default="", help="What others call them.")
@click.argument("email")
def add_member_command(slug: str, name: str, email: str) -> None:
    """Add a coordinator to an organisation, and print their sign-in link."""
    from phonebank.services.founding import add_member
    from phonebank.web.sign_in_links import sign_in_link

    app = application()
    with app.database.transaction() as session:
        member = add_member(session, slug, email, name)
    click.echo(sign_in_link(app.config, member))


@phonebank.command("sign-in-link")
@org_option
@click.argument("email")
def sign_in_link_command(slug: str, email: str) -> None:
    """Print a link with which a member signs in."""
    from phonebank.services.entering import member_named
    from phonebank.web.sign_in_links import sign_in_link

    app = application()
    with app.database.transaction() as session:
        click.echo(sign_in_link(app.config, member_named(session, slug, email)))


@phonebank.command("add-number")
@org_option
@click.argument("number")
def add_number_command(slug: str, number: str) -> None:
    """Note a number that the organisation owns at Twilio, to call and text from."""
    from phonebank.services.founding import add_number

    with application().database.transaction() as session:
        click.echo(f"{slug} owns {add_number(session, slug, number).e164}")


@phonebank.command("rest-number")
@click.option("--days", type=int, default=14, help="For how long; 0 ends the rest.")
@click.argument("number")
def rest_number_command(days: int, number: str) -> None:
    """Show a number to nobody for a while, because networks mark it as a nuisance."""
    from phonebank.services.founding import rest_number

    app = application()
    with app.database.transaction() as session:
        rested = rest_number(session, number, days, app.clock())
    click.echo(f"{rested.e164} rests until {rested.rests_until:%Y-%m-%d}")


@phonebank.command("thaw")
@org_option
@click.option("--limit-cents", type=int, required=True, help="What 24 hours may cost; 0: no limit.")
def thaw_command(slug: str, limit_cents: int) -> None:
    """Let an organisation go on that was stopped because of what it spent."""
    from phonebank.services.spending import thaw

    app = application()
    with app.database.transaction() as session:
        thaw(session, slug, limit_cents, app.clock(), "operator")
    click.echo(f"{slug} goes on, up to {limit_cents} cents in 24 hours")


@phonebank.command("set-pace")
@org_option
@click.option("--texts-per-second", type=float, help="Without it: as fast as the account may.")
@click.option("--segments-per-day", type=int, help="Without it: as many as the account may.")
@click.argument("campaign")
def set_pace_command(
    slug: str, texts_per_second: float | None, segments_per_day: int | None, campaign: str
) -> None:
    """Keep a CAMPAIGN's texts below what Twilio allows the account."""
    from phonebank.services.founding import organisation_named
    from phonebank.services.writing import set_pace

    with application().database.transaction() as session:
        owner = organisation_named(session, slug)
        set_pace(session, owner.id, campaign, texts_per_second, segments_per_day)
