"""Texting: (a) at the carrier's pace, (b) as fast as it goes, (c) replies, (d) a full database."""

import os

from bench._carrier import simulated_carrier
from bench._figures import Figure, arguments, report
from bench._texting_pace import pace_figures, speed_figures
from bench._texting_world import make_campaign
from phonebank.db import make_engine
from phonebank.migrations import upgrade

VOTERS = 5_000


def main() -> None:
    """Run the parts that are asked for, and report."""
    options = arguments("Texting", seconds=10.0, texts=2_000, rounds=3)
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    engine = make_engine(url)
    make_campaign(engine, VOTERS)
    figures: list[Figure] = []
    with simulated_carrier() as simulator:
        figures += speed_figures(engine, simulator, options.texts, options.rounds)
        figures += pace_figures(engine, simulator, options.seconds)
    report("texting", figures, options.json)


if __name__ == "__main__":
    main()
