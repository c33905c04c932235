"""Small pictures of measurements as SVG text: no library, no script, legible in light and dark."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 40, 52
"""Room for the axes' words and, on the right, for the names of points."""
INK, GRID = "#6b7280", "#d1d5db"
LETTER = 6.5
"""Pixels of a letter, about."""
COLOURS = ("#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2", "#be185d", "#4d7c0f")

Point = tuple[str, float | None, float | None]


def scatter(points: Sequence[Point], *, title: str, across: str, up: str) -> str:
    """Named points; `across` on a scale of tens, `up` plain. Points without a value are left out."""
    kept = [(name, x, y) for name, x, y in points if x and y is not None]
    return _drawn(
        [(name, [(x, y)]) for name, x, y in kept],
        title=title,
        across=across,
        up=up,
        tens_up=False,
        joined=False,
    )


def lines(
    series: Sequence[tuple[str, Sequence[tuple[float, float]]]], *, title: str, across: str, up: str
) -> str:
    """Named lines of points, both scales in tens."""
    return _drawn(
        [(name, list(points)) for name, points in series],
        title=title,
        across=across,
        up=up,
        tens_up=True,
        joined=True,
    )


def _drawn(
    series: Sequence[tuple[str, list[tuple[float, float]]]],
    *,
    title: str,
    across: str,
    up: str,
    tens_up: bool,
    joined: bool,
) -> str:
    points = [point for _, some in series for point in some]
    if not points:
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"/>\n'
    x_ticks = _tens([x for x, _ in points])
    y_ticks = _tens([y for _, y in points]) if tens_up else _steps([y for _, y in points])

    def x_at(value: float) -> float:
        return LEFT + _part(log10(value), log10(x_ticks[0]), log10(x_ticks[-1])) * (WIDTH - LEFT - RIGHT)

    def y_at(value: float) -> float:
        low, high = (log10(y_ticks[0]), log10(y_ticks[-1])) if tens_up else (y_ticks[0], y_ticks[-1])
        return (
            HEIGHT - BOTTOM - _part(log10(value) if tens_up else value, low, high) * (HEIGHT - TOP - BOTTOM)
        )

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' font-family="sans-serif" font-size="12" fill="{INK}" role="img"><title>{escape(title)}</title>',
        f'<text x="{LEFT}" y="20" font-size="14">{escape(title)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 12}" text-anchor="end">{escape(across)}</text>',
        f'<text x="{LEFT}" y="{TOP - 6}" font-size="11">{escape(up)}</text>',
    ]
    for x in x_ticks:
        out.append(_line(x_at(x), TOP, x_at(x), HEIGHT - BOTTOM))
        out.append(
            f'<text x="{x_at(x):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{_plain(x)}</text>'
        )
    for y in y_ticks:
        out.append(_line(LEFT, y_at(y), WIDTH - RIGHT, y_at(y)))
        out.append(f'<text x="{LEFT - 8}" y="{y_at(y) + 4:.1f}" text-anchor="end">{_plain(y)}</text>')
    names_at: list[tuple[float, float, float]] = []
    for number, (name, some) in enumerate(series):
        colour = COLOURS[number % len(COLOURS)]
        if joined:
            path = " ".join(f"{x_at(x):.1f},{y_at(y):.1f}" for x, y in some)
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x_at(x):.1f}" cy="{y_at(y):.1f}" r="4" fill="{colour}"/>' for x, y in some]
        x, y = some[-1]
        start, height = x_at(x) + 8, y_at(y) + 4
        end = start + LETTER * len(name)
        while any(
            abs(height - other) < 12 and start < till and since < end for since, till, other in names_at
        ):
            height += 6  # two names on one another cannot be read
        names_at.append((start, end, height))
        if height > y_at(y) + 12:
            out.append(_line(x_at(x), y_at(y), start, height - 4))
        out.append(f'<text x="{start:.1f}" y="{height:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*out, "</svg>", ""])


def _plain(value: float) -> str:
    """A tick's number as it is written: 1,000,000 and 0.05."""
    return f"{value:,.0f}" if value >= 1 and value == round(value) else f"{value:g}"


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{GRID}"/>'


def _part(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5


def _tens(values: Sequence[float]) -> list[float]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return [10.0**power for power in range(low, max(high, low + 1) + 1)]


def _steps(values: Sequence[float]) -> list[float]:
    low, high = floor(min(values) * 10) / 10, ceil(max(values) * 10) / 10
    count = max(round((high - low) * 10), 1)
    return [round(low + 0.1 * step, 1) for step in range(count + 1)]
