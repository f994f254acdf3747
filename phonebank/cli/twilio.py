"""The Twilio account."""

import json
import sys

import click

from phonebank.cli.root import as_json_option, phonebank, print_report
from phonebank.config import load_config


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
    print_report(report.as_dict(), as_json)
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
