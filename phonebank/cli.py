"""The `phonebank` command."""

import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, NoReturn

import click

from phonebank.config import ConfigError, load_config
from phonebank.domain.errors import BadInput, PhonebankError
from phonebank.telephony.port import CarrierError
from phonebank.wiring import Application, application


def main() -> None:
    """Run the command; a mistake that a person can mend is one sentence and exit code 1."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("twilio", "alembic.runtime.plugins"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        phonebank(standalone_mode=True)
    except (PhonebankError, ConfigError) as error:
        _fail(str(error))
    except CarrierError as error:
        _fail(f"the carrier did not do it: {error}")


def _fail(sentence: str) -> NoReturn:
    click.echo(f"phonebank: {sentence}", err=True)
    sys.exit(1)


def _print(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for key, value in report.items():
        click.echo(f"{key.replace('_', ' ')}: {value}")


as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def phonebank() -> None:
    """Phone and SMS banking for multilingual coalitions."""


@phonebank.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from phonebank.migrations import upgrade

    upgrade(application().config.database_url)


@phonebank.command()
@click.option("--burst", is_flag=True, help="Stop when the queues are empty.")
@click.option("--files", is_flag=True, help="Work on lists and nothing else.")
def worker(burst: bool, files: bool) -> None:
    """Hand calls and texts to the carrier; with --files, run imports instead."""
    from phonebank.jobs.queues import LONG, SHORT
    from phonebank.jobs.worker import run_worker

    run_worker(application(), until_empty=burst, names=LONG if files else SHORT)


@phonebank.command()
def conductor() -> None:
    """Keep running shifts true: lost jobs, lost events, lost volunteers."""
    from phonebank.conductor.loop import run_conductor

    run_conductor(application())


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
@click.option("--org", "slug", required=True, help="The organisation's short name.")
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


@phonebank.command("add-number")
@click.option("--org", "slug", required=True, help="The organisation's short name.")
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
@click.option("--org", "slug", required=True, help="The organisation's short name.")
@click.option("--limit-cents", type=int, required=True, help="What 24 hours may cost; 0: no limit.")
def thaw_command(slug: str, limit_cents: int) -> None:
    """Let an organisation go on that was stopped because of what it spent."""
    from phonebank.services.spending import thaw

    app = application()
    with app.database.transaction() as session:
        thaw(session, slug, limit_cents, app.clock(), "operator")
    click.echo(f"{slug} goes on, up to {limit_cents} cents in 24 hours")


@phonebank.command("import-voters")
@click.option("--org", "slug", required=True, help="The organisation's short name.")
@click.option("--list", "list_name", required=True, help="The voter list, made if it is new.")
@click.option(
    "--kind",
    type=click.Choice(["contact", "exclusion", "do not contact"]),
    help="What a new list is for: to contact these voters, to leave them alone on every other list,"
    " or to leave their numbers alone too.",
)
@as_json_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_voters_command(
    slug: str, list_name: str, kind: str | None, as_json: bool, file: Path
) -> None:
    """Read a VAN, L2 or plain export into a voter list."""
    from phonebank.domain.voter_list import ListKind
    from phonebank.services.importing import import_voters

    app = application()
    purpose = None if kind is None else ListKind(kind)
    report = import_voters(app.database, slug, list_name, file, app.clock, kind=purpose)
    if as_json:
        _print(report.as_dict(), as_json)
        return
    click.echo(
        f"{report.rows} rows: {report.imported} imported, {report.merged} merged, "
        f"{report.rejected} rejected, in {report.seconds:.1f} s."
    )
    known = [f"{header} → {field}" for header, field in report.mapping.items() if field != "extra"]
    click.echo(f"Read as {report.layout}. Columns: {', '.join(known)}.")


@phonebank.command("take-import-back")
@click.option("--org", "slug", required=True, help="The organisation's short name.")
@click.argument("import_id", type=int)
def take_import_back_command(slug: str, import_id: int) -> None:
    """Undo an import, by the number that its report gave."""
    from phonebank.services.auditing import Author
    from phonebank.services.importing import taking_back
    from phonebank.services.importing.starting import organisation_named

    app = application()
    by = Author("command line", app.clock())
    with app.database.transaction() as session:
        owner = organisation_named(session, slug)
        asked = taking_back.ask_to_take_back(session, owner, import_id, by)
    taking_back.take_back(app.database, import_id, app.clock)
    click.echo("taken back" if asked else "there was nothing to take back")


@phonebank.command("results")
@click.option("--org", "slug", required=True, help="The organisation's short name.")
@click.option("--by", default="campaign", help="campaign, shift, language, volunteer or day.")
@as_json_option
def results_command(slug: str, by: str, as_json: bool) -> None:
    """Calls, texts and conversations so far."""
    from phonebank.services.importing.starting import organisation_named
    from phonebank.services.reports import report_as_dict

    with application().database.transaction() as session:
        _print(report_as_dict(session, organisation_named(session, slug), by), as_json)


@phonebank.command("export")
@click.option("--org", "slug", required=True, help="The organisation's short name.")
@click.option("--layout", required=True, help="answers, voters, or one of VAN's.")
@click.option("--format", "file_format", default="csv", help="csv, xlsx, or xls as VAN writes it.")
@click.option("--list", "list_id", type=int, help="The voters of this list only.")
@click.option("--shift", "shift_id", type=int, help="The results of this shift only.")
@click.argument("file", type=click.File("wb"))
def export_command(
    slug: str,
    layout: str,
    file_format: str,
    list_id: int | None,
    shift_id: int | None,
    file: IO[bytes],
) -> None:
    """Write results or voters to a file (- for standard output)."""
    from phonebank.services.exports import Scope, export_named
    from phonebank.services.importing.starting import organisation_named

    with application().database.transaction() as session:
        owner = organisation_named(session, slug)
        scope = Scope(owner, shift_id=shift_id, voter_list_id=list_id)
        for piece in export_named(session, layout, file_format, scope):
            file.write(piece)


@phonebank.command("may-contact")
@click.argument("number")
@click.option("--state", help="The state of the registered address.")
@click.option("--channel", type=click.Choice(["call", "text"]), required=True)
@click.option("--at", required=True, help="ISO 8601 with an offset.")
@as_json_option
def may_contact_command(
    number: str, state: str | None, channel: str, at: str, as_json: bool
) -> None:
    """Ask the contact gate about a number: may it be contacted, and if not, why?"""
    from phonebank.domain.contact_explanation import explain

    _print(explain(number, channel, at, state), as_json)


@phonebank.command("read-reply", context_settings={"ignore_unknown_options": True})
@click.option("--language", required=True, help="The language of the conversation, such as es.")
@click.option("--question", help="The question last asked, with its choices, as JSON.")
@as_json_option
@click.argument("text")
def read_reply_command(language: str, question: str | None, as_json: bool, text: str) -> None:
    """Tell what a voter's TEXT is taken for: an opt-out, an answer, or words for a person."""
    from phonebank.domain.reply_explanation import explain_reply

    _print(explain_reply(text, language, question), as_json)


@phonebank.command()
def segments() -> None:
    """Read a text on standard input, and tell as JSON what it costs to send."""
    from phonebank.domain.segments import count_segments

    try:
        text = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise BadInput("the text must be UTF-8") from None
    _print(asdict(count_segments(text)), as_json=True)


@phonebank.command("set-pace")
@click.option("--org", "slug", required=True, help="The organisation's short name.")
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


@phonebank.command("sign-in-link")
@click.option("--org", "slug", required=True, help="The organisation's short name.")
@click.argument("email")
def sign_in_link_command(slug: str, email: str) -> None:
    """Print a link with which a member signs in."""
    from phonebank.services.entering import member_named
    from phonebank.web.sign_in_links import sign_in_link

    app: Application = application()
    with app.database.transaction() as session:
        click.echo(sign_in_link(app.config, member_named(session, slug, email)))


@phonebank.group()
def twilio() -> None:
    """Bring the Twilio account into order, and prove that it is."""


@twilio.command("setup")
@click.option("--number", "numbers", multiple=True, help="A number to lead to us; default: all.")
@as_json_option
def twilio_setup(numbers: tuple[str, ...], as_json: bool) -> None:
    """Create or update the TwiML application, the messaging service and the numbers' webhooks."""
    from phonebank.telephony.twilio.setup import set_up

    report = set_up(load_config(), numbers or None)
    _print(report.as_dict(), as_json)
    if report.problems:
        sys.exit(1)


@twilio.command("check")
@as_json_option
def twilio_check(as_json: bool) -> None:
    """Look at credentials, numbers, public address and signatures; name what is wrong."""
    from phonebank.telephony.twilio.check import check

    findings = check(load_config())
    if as_json:
        click.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = "ok   " if finding.ok else "WRONG"
            click.echo(f"{mark} {finding.name}: {finding.sentence} {finding.remedy}".rstrip())
    if not all(finding.ok for finding in findings):
        sys.exit(1)


@phonebank.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def simulator(arguments: tuple[str, ...]) -> None:
    """Run a stand-in for Twilio on this machine (--help lists its options)."""
    from phonebank.simulator.__main__ import main as run_simulator

    run_simulator(list(arguments))
