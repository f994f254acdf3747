"""A chart of bars, as an SVG file and as text."""

from collections.abc import Mapping, Sequence
from html import escape

Groups = Mapping[str, Mapping[str, float]]
"""By group, the value of each named bar."""

_COLOURS = ("#8c8c8c", "#b0a060", "#5b8fb9", "#c98a5b", "#9a6fb0", "#2e7d5b")
_WIDTH, _ROW, _LEFT, _TOP = 760, 16, 190, 50


def bars_as_text(groups: Groups, unit: str, width: int = 40) -> str:
    """One line a bar."""
    most = max(value for bars in groups.values() for value in bars.values())
    lines = []
    for group, bars in groups.items():
        lines.append(group)
        for name, value in bars.items():
            bar = "█" * round(width * value / most)
            lines.append(f"  {name:<18} {bar} {value:.1f}")
    return "\n".join([*lines, f"  ({unit})"])


def bars_as_svg(groups: Groups, title: str) -> str:
    """The same as a picture that needs nothing else."""
    most = max(value for bars in groups.values() for value in bars.values())
    rows: list[str] = []
    y = _TOP
    for group, bars in groups.items():
        rows.append(_text(10, y, group, "bold"))
        for place, (name, value) in enumerate(bars.items()):
            y += _ROW
            width = (_WIDTH - _LEFT - 60) * value / most
            rows.append(_text(24, y, name))
            rows.append(
                f'<rect x="{_LEFT}" y="{y - 11}" width="{width:.1f}" height="12" '
                f'fill="{_COLOURS[place % len(_COLOURS)]}"/>'
            )
            rows.append(_text(_LEFT + width + 6, y, f"{value:.1f}"))
        y += 2 * _ROW
    return _picture(rows, title, y)


def _picture(rows: Sequence[str], title: str, height: int) -> str:
    body = "\n".join(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>\n'
        f"{_text(10, 24, title, 'bold')}\n{body}\n</svg>\n"
    )


def _text(x: float, y: float, words: str, weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y}" font-weight="{weight}">{escape(words)}</text>'
