"""Questions to the rules: who may be contacted, what a reply is taken for, what a text costs."""

import sys
from dataclasses import asdict

import click

from phonebank.cli.root import as_json_option, phonebank, print_report
from phonebank.domain.errors import BadInput


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

    print_report(explain(number, channel, at, state), as_json)


@phonebank.command("read-reply", context_settings={"ignore_unknown_options": True})
@click.option("--language", required=True, help="The language of the conversation, such as es.")
@click.option("--question", help="The question last asked, with its choices, as JSON.")
@as_json_option
@click.argument("text")
def read_reply_command(language: str, question: str | None, as_json: bool, text: str) -> None:
    """Tell what a voter's TEXT is taken for: an opt-out, an answer, or words for a person."""
    from phonebank.domain.reply_explanation import explain_reply

    print_report(explain_reply(text, language, question), as_json)


@phonebank.command()
def segments() -> None:
    """Read a text on standard input, and tell as JSON what it costs to send."""
    from phonebank.domain.segments import count_segments

    try:
        text = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise BadInput("the text must be UTF-8") from None
    print_report(asdict(count_segments(text)), as_json=True)
