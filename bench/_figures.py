"""The one form in which every bench reports."""

import argparse
import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured value, beside the reference measured in the same run."""

    name: str
    value: float
    unit: str
    reference: str | None = None
    reference_value: float | None = None
    ratio: float | None = None


def against(
    name: str, values: Sequence[float], unit: str, reference: str, references: Sequence[float]
) -> Figure:
    """A figure from interleaved rounds: the medians of both, and the median of their ratios."""
    ratios = [value / other for value, other in zip(values, references, strict=True)]
    return Figure(
        name,
        round(statistics.median(values), 3),
        unit,
        reference,
        round(statistics.median(references), 3),
        round(statistics.median(ratios), 3),
    )


def arguments(description: str, **defaults: int | float) -> argparse.Namespace:
    """`--json FILE`, and an option for each default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path)
    for name, default in defaults.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    return parser.parse_args()


def report(bench: str, figures: Sequence[Figure], file: Path | None) -> None:
    """Print the figures, and write them where a file is named."""
    for figure in figures:
        beside = f"   {figure.reference} {figure.reference_value:g}" if figure.reference else ""
        beside += "" if figure.ratio is None else f", ratio {figure.ratio:g}"
        print(f"{bench} {figure.name}: {figure.value:g} {figure.unit}{beside}")
    if file is not None:
        body = {"bench": bench, "figures": [asdict(figure) for figure in figures]}
        file.write_text(json.dumps(body, indent=2) + "\n")
