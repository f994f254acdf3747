"""Tokens with which other programs read an organisation over HTTP."""

import click

from phonebank.cli.root import org_option, phonebank
from phonebank.wiring import application


@phonebank.group()
def tokens() -> None:
    """Let other programs read what an organisation has, or no longer."""


@tokens.command("make")
@org_option
@click.argument("name")
def make_token_command(slug: str, name: str) -> None:
    """Make a token that may read, and print it; it is not shown again."""
    from phonebank.services.api_tokens import make_token
    from phonebank.services.auditing import Author
    from phonebank.services.founding import organisation_named

    app = application()
    with app.database.transaction() as session:
        owner = organisation_named(session, slug)
        made = make_token(session, owner.id, name, Author("command line", app.clock()))
    click.echo(made.secret)


@tokens.command("list")
@org_option
def list_tokens_command(slug: str) -> None:
    """Print every token's number, last letters, name and standing."""
    from phonebank.services.api_tokens import tokens_of
    from phonebank.services.founding import organisation_named

    with application().database.transaction() as session:
        found = tokens_of(session, organisation_named(session, slug).id)
    for token in found:
        standing = "revoked" if token.revoked_at else f"used {token.used_at or 'never'}"
        click.echo(f"{token.id}\t…{token.ending}\t{token.name}\t{standing}")


@tokens.command("revoke")
@org_option
@click.argument("token_id", type=int)
def revoke_token_command(slug: str, token_id: int) -> None:
    """Make a token worthless, by the number that `list` gives."""
    from phonebank.services.api_tokens import revoke_token
    from phonebank.services.auditing import Author
    from phonebank.services.founding import organisation_named

    app = application()
    with app.database.transaction() as session:
        owner = organisation_named(session, slug)
        revoke_token(session, owner.id, token_id, Author("command line", app.clock()))
    click.echo("revoked")
