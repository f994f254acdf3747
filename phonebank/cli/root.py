"""The command itself, and what its subcommands share."""

import json
from typing import Any

import click

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
org_option = click.option("--org", "slug", required=True, help="The organisation's short name.")


@click.group()
def phonebank() -> None:
    """Phone and SMS banking for multilingual coalitions."""


def print_report(report: dict[str, Any], as_json: bool) -> None:
    """Print figures under their names, or as JSON."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for key, value in report.items():
        click.echo(f"{key.replace('_', ' ')}: {value}")
