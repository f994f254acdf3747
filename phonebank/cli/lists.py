"""Voter lists: read in, and taken back."""

from pathlib import Path

import click

from phonebank.cli.root import as_json_option, org_option, phonebank, print_report
from phonebank.wiring import application


@phonebank.command("import-voters")
@org_option
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
        print_report(report.as_dict(), as_json)
        return
    click.echo(
        f"{report.rows} rows: {report.imported} imported, {report.merged} merged, "
        f"{report.rejected} rejected, in {report.seconds:.1f} s."
    )
    known = [f"{header} → {field}" for header, field in report.mapping.items() if field != "extra"]
    click.echo(f"Read as {report.layout}. Columns: {', '.join(known)}.")


@phonebank.command("take-import-back")
@org_option
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
