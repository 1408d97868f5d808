"""Pictures as inline SVG: each with a name, a description, and colours of the page's style."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup

# Narrow enough that 12 px of the picture are about 12 px on a phone.
WIDTH = 360
_LINE_HEIGHT, _LEFT, _TOP, _BOTTOM = 150, 8, 26, 22
_BAR_ROW, _BAR = 36, 10
_LABELS, _LARGEST_CELL = 150, 40


@dataclass(frozen=True)
class Part:
    """One stretch of a bar: its class is the colour."""

    value: float
    colour: str


@dataclass(frozen=True)
class Bar:
    """One bar, its label, and what stands at its end."""

    label: str
    parts: Sequence[Part]
    text: str


class Pictures:
    """Draws the pictures of one page; their ids are unique on it."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def line(self, name: str, points: Sequence[tuple[str, float]]) -> Markup:
        """Values over time; of each point a label and the value."""
        values = [value for _, value in points]
        low, high = min(values), max(values)
        # A flat line lies in the middle, and a small change does not fill the height.
        margin = max((high - low) * 0.1, high * 0.02, 1)
        low, high = max(low - margin, 0), high + margin
        width, height = WIDTH - 2 * _LEFT, _LINE_HEIGHT - _TOP - _BOTTOM
        places = [
            (
                _LEFT + width * (index / (len(points) - 1) if len(points) > 1 else 0.5),
                _TOP + height * (1 - (value - low) / (high - low)),
            )
            for index, value in enumerate(values)
        ]
        (first, before), (last, after) = points[0], points[-1]
        x, y = places[-1]
        floor = _LINE_HEIGHT - _BOTTOM
        drawn = [
            Markup('<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>').format(
                WIDTH, floor, floor
            ),
            _path(places, floor) if len(points) > 1 else "",
            Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(x, y),
            _text(0, _LINE_HEIGHT - 6, first, "quiet") if len(points) > 1 else "",
            _text(WIDTH, _LINE_HEIGHT - 6, last, "quiet end"),
            _text(0, 14, f"{before:,.0f}", "quiet") if len(points) > 1 else "",
            _text(WIDTH, 14, f"{after:,.0f}", "strong end"),
        ]
        told = f"From {before:,.0f} on {first} to {after:,.0f} on {last}, {len(points)} runs."
        return self._svg(name, told, WIDTH, _LINE_HEIGHT, drawn)

    def bars(self, name: str, bars: Sequence[Bar], whole: float | None = None) -> Markup:
        """Bars below one another, as long as their share of the whole, or of the longest."""
        longest = whole or max((sum(p.value for p in bar.parts) for bar in bars), default=0) or 1
        drawn = []
        for index, bar in enumerate(bars):
            y = index * _BAR_ROW
            drawn += [
                _text(0, y + 14, _cut(bar.label, 44), ""),
                _text(WIDTH, y + 14, bar.text, "strong end"),
                _rectangle(0, y + 20, WIDTH, _BAR, "rail"),
            ]
            x = 0.0
            for part in bar.parts:
                width = WIDTH * part.value / longest
                drawn.append(_rectangle(x, y + 20, width, _BAR, part.colour))
                x += width
        told = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
        return self._svg(name, f"{told}.", WIDTH, len(bars) * _BAR_ROW, drawn)

    def spark(self, name: str, values: Sequence[float]) -> Markup:
        """A small line without words."""
        width, height = 120, 28
        low, high = min(values), max(values)
        span = (high - low) or 1
        step = (width - 8) / max(len(values) - 1, 1)
        places = [
            (4 + index * step, height / 2 if high == low else 4 + 20 * (high - value) / span)
            for index, value in enumerate(values)
        ]
        x, y = places[-1]
        dot = Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(x, y)
        told = f"From {values[0]:,.0f} to {values[-1]:,.0f}, {len(values)} runs."
        drawn = [_path(places, height), dot]
        return self._svg(name, told, width, height, drawn, "spark")

    def heat(self, name: str, names: Sequence[str], shares: dict[tuple[str, str], float]) -> Markup:
        """A square of shares, each from the one that names its row; columns go by number."""
        size = min((WIDTH - _LABELS) / max(len(names), 1), _LARGEST_CELL)
        drawn = []
        for row, own in enumerate(names):
            y = 20 + row * size
            drawn.append(_text(0, y + size / 2 + 4, _cut(f"{row + 1} {own}", 24), "small"))
            drawn.append(_text(_LABELS + (row + 0.5) * size, 13, str(row + 1), "small middle"))
            for column, other in enumerate(names):
                x = _LABELS + column * size
                drawn += _cell(x, y, size, own, other, shares.get((own, other)))
        pairs = [(share, *pair) for pair, share in shares.items() if share]
        share, own, other = max(pairs, default=(0.0, "", ""))
        told = f"Most: {share:.0%} of {own} are in {other}." if own else "No two share anybody."
        return self._svg(name, told, WIDTH, 20 + len(names) * size, drawn)

    def _svg(
        self,
        name: str,
        told: str,
        width: float,
        height: float,
        drawn: Iterable[str],
        kind: str = "picture",
    ) -> Markup:
        number = next(self._numbers)
        return Markup(
            '<svg class="{}" role="img" viewBox="0 0 {} {:.0f}" aria-labelledby="name-{}" '
            'aria-describedby="told-{}"><title id="name-{}">{}</title>'
            '<desc id="told-{}">{}</desc>{}</svg>'
        ).format(
            kind, width, height, number, number, number, name, number, told, Markup("").join(drawn)
        )


def _cell(
    x: float, y: float, size: float, own: str, other: str, share: float | None
) -> list[Markup]:
    if share is None:
        return [_rectangle(x + 1, y + 1, size - 2, size - 2, "rail")]
    cell = Markup(
        '<rect class="heat" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" '
        'fill-opacity="{:.2f}"><title>{}</title></rect>'
    ).format(
        x + 1,
        y + 1,
        size - 2,
        size - 2,
        0.08 + 0.92 * share,
        f"{share:.0%} of {own} are in {other}",
    )
    shade = f"{'tiny' if share > 0.99 else 'small'} middle{' on-heat' if share > 0.5 else ''}"
    text = _text(x + size / 2, y + size / 2 + 3.5, f"{share * 100:.0f}", shade)
    return [cell, text] if share else [cell]


def _path(places: Sequence[tuple[float, float]], floor: float) -> Markup:
    line = " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    area = f"M{places[0][0]:.1f} {floor} L{line} L{places[-1][0]:.1f} {floor} Z"
    return Markup('<path class="area" d="{}"/><path class="line" d="M{}"/>').format(area, line)


def _rectangle(x: float, y: float, width: float, height: float, colour: str) -> Markup:
    return Markup(
        '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>'
    ).format(colour, x, y, width, height)


def _text(x: float, y: float, text: str, kind: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(kind, x, y, text)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
