"""What runs for as long as the installation does: its processes, and the schema before them."""

import click

from phonebank.cli.root import phonebank
from phonebank.wiring import application


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


@phonebank.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def simulator(arguments: tuple[str, ...]) -> None:
    """Run a stand-in for Twilio on this machine (--help lists its options)."""
    from phonebank.simulator.__main__ import main as run_simulator

    run_simulator(list(arguments))
