"""Results, and what is taken home."""

from typing import IO

import click

from phonebank.cli.root import as_json_option, org_option, phonebank, print_report
from phonebank.wiring import application


@phonebank.command("results")
@org_option
@click.option("--by", default="campaign", help="campaign, shift, language, volunteer or day.")
@as_json_option
def results_command(slug: str, by: str, as_json: bool) -> None:
    """Calls, texts and conversations so far."""
    from phonebank.services.importing.starting import organisation_named
    from phonebank.services.reports import report_as_dict

    with application().database.transaction() as session:
        print_report(report_as_dict(session, organisation_named(session, slug), by), as_json)


@phonebank.command("message-test")
@org_option
@as_json_option
@click.argument("test_id", type=int)
def message_test_command(slug: str, as_json: bool, test_id: int) -> None:
    """What came of each version of a test: [count, of, low, high], by language and version."""
    from phonebank.services.importing.starting import organisation_named
    from phonebank.services.message_results import results_as_dict
    from phonebank.services.message_testing import message_test_of

    with application().database.transaction() as session:
        test = message_test_of(session, organisation_named(session, slug), test_id)
        print_report(results_as_dict(session, test), as_json)


@phonebank.command("export")
@org_option
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
