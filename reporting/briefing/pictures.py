"""The drawings of a pack: the statuses over the quarters, and KPIs' trends. Pure.

Each stands for itself: its own size, face and words, no style sheet, legible without colour.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace

from objectives.plan import Style
from objectives.rag import Movement, Status
from reporting.briefing.document import Picture
from reporting.briefing.material import Counts, Standings
from reporting.charts import drawing, line_traces, series, trend_picture, wholes
from reporting.charts.chart import Goal, Point, Trace
from reporting.charts.drawing import INK_SOFT, PAPER, Svg, element, group, text
from reporting.charts.stack_parts import fill, inside, key, patterns
from reporting.charts.trend_plan import WIDTH as TREND_WIDTH
from reporting.charts.trend_plan import plan_of
from reporting.charts.wholes import DECLARED, IN_ORDER, TARGETS, Language, Whole
from reporting.dashboard import joined
from reporting.report import Line

#: The face of the files, then those that a machine has.
_FACE = "Noto Sans, Arial, Helvetica, sans-serif"
WIDTH = 700  # of every picture: as wide as the page


def _standing_alone(*pieces: Svg, width: float, height: float, alt: str) -> Svg:
    """The whole picture, which needs nothing around it."""
    return element(
        "svg",
        *pieces,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        role="img",
        aria_label=drawable(alt),
        font_family=_FACE,
    )


#: What the files' face can print for sure: Latin letters with their marks, punctuation, currencies.
_DRAWABLE = ((0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2026), (0x20AC, 0x20AC), (0x2212, 0x2212))


def drawable(words: str) -> str:
    """The words on one line, "?" in the place of what a drawing's face may not have.

    The words beside the drawing say it as it was typed.
    """
    line = " ".join(words.split())
    return "".join(letter if _is_drawable(ord(letter)) else "?" for letter in line)


def _is_drawable(code: int) -> bool:
    return any(first <= code <= last for first, last in _DRAWABLE)


# --- Statuses over the quarters -----------------------------------------------------------------

_PREFIX = "statuses"
_NAMES, _TOTALS = 96, 40  # left and right of the bars
_TOP, _ROW, _BAR = 30, 24, 19


def statuses(over_quarters: Sequence[Standings], style: str) -> Picture | None:
    """How many KPIs stood how at each quarter's end; None for fewer than two quarters.

    Of quarters of which no KPIs are held, and where that leaves but one, sub-strands as wholes.
    """
    for noun, counted in (("KPI", _kpis), ("sub-strand", _sub_strands)):
        found = [Whole(item.quarter, _by_status(counted(item))) for item in over_quarters]
        found = [whole for whole in found if whole.total]
        if len(found) > 1:
            return _statuses(found, _language(style, noun))
    return None


def draws_kpis(over_quarters: Sequence[Standings]) -> bool:
    """Whether that picture is one of KPIs: they are held of more than one quarter."""
    return sum(bool(item.kpis.total) for item in over_quarters) > 1


def _kpis(item: Standings) -> Counts:
    return item.kpis


def _sub_strands(item: Standings) -> Counts:
    return item.sub_strands


def _by_status(counts: Counts) -> dict[Status, int]:
    return {status: getattr(counts, status.value) for status in IN_ORDER}


def _language(style: str, noun: str) -> Language:
    if style == Style.METRICS:
        return TARGETS
    return replace(DECLARED, noun=noun)


def _statuses(found: list[Whole], language: Language) -> Picture:
    scale = (WIDTH - _NAMES - _TOTALS) / max(whole.total for whole in found)
    rows = [_row(whole, _TOP + _ROW * at, scale) for at, whole in enumerate(found)]
    alt = " ".join(f"{whole.name}: {wholes.in_words(whole, language)}." for whole in found)
    svg = _standing_alone(
        patterns(_PREFIX),
        key(wholes.present(found), language, _PREFIX, left=_NAMES),
        *rows,
        width=WIDTH,
        height=_TOP + _ROW * len(found),
        alt=alt,
    )
    caption = f"{language.noun[:1].upper()}{language.noun[1:]}s by status, quarter by quarter"
    return Picture(str(svg), alt, caption)


def _row(whole: Whole, y: float, scale: float) -> Svg:
    pieces, x = [text(drawable(whole.name), 0, y + 15)], float(_NAMES)
    for status in wholes.present([whole]):
        number = whole.of(status)
        wide = number * scale
        part = drawing.bar((x, float(y)), width=wide, height=_BAR, fill=fill(_PREFIX, status))
        pieces.append(part)
        if wide >= drawing.text_width(str(number)) + 6:
            pieces.append(inside(number, status, x + wide / 2, y + 14.5))
        x += wide
        pieces.append(drawing.line((x, y), (x, y + _BAR), stroke=PAPER, width=2))
    return group(*pieces, text(str(whole.total), x + 8, y + 15, fill=INK_SOFT))


# --- Trends -------------------------------------------------------------------------------------

MOST = 4  # of a sub-strand
FEWEST = 3  # values that make a trend
_ACROSS = 2  # beside each other
_GAP = 20
_EACH = (WIDTH - _GAP * (_ACROSS - 1)) / _ACROSS
_SCALE = _EACH / TREND_WIDTH
_TITLE = 42  # characters of a title's line
_TITLES = 40  # the height of its two lines
_OTHERS = 2  # comparators: more can't be told apart so small


def trends(lines: Iterable[Line], style: str, own: str) -> list[Picture]:
    """The trends of the KPIs that matter most, small, two beside each other in each picture.

    `own` is whose figures they are. A picture is never parted: a low one leaves no page half empty.
    """
    chosen = _chosen(lines, style)
    return [_beside(chosen[at : at + _ACROSS], own) for at in range(0, len(chosen), _ACROSS)]


def _beside(lines: Sequence[Line], own: str) -> Picture:
    drawn = [_Trend(line, own) for line in lines]
    pieces = [item.at(index * (_EACH + _GAP)) for index, item in enumerate(drawn)]
    alt = " ".join(item.words for item in drawn)
    height = max(item.height for item in drawn)
    svg = _standing_alone(*pieces, width=WIDTH, height=height, alt=alt)
    return Picture(str(svg), alt, f"Over time: {joined(_called(line) for line in lines)}")


def _called(line: Line) -> str:
    return line.code or f"KPI {line.number}"


def _chosen(lines: Iterable[Line], style: str) -> list[Line]:
    """In printed order; where there are too many, the Red and Amber ones and what got worse."""
    found = [line for line in lines if len(line_traces.points(line)) >= FEWEST]
    weightiest = sorted(found, key=lambda line: _weight(line, style))[:MOST]
    return [line for line in found if any(line is item for item in weightiest)]


def _weight(line: Line, style: str) -> tuple[int, bool]:
    status = line.computed if style == Style.METRICS else line.declared
    severity = {Status.RED: 0, Status.AMBER: 1}.get(status, 2)
    is_worse = line.compared is not None and line.compared.movement == Movement.WORSE
    return severity, not is_worse


class _Trend:
    """One KPI's trend: where it is drawn, and what it says."""

    def __init__(self, line: Line, own: str):
        title = f"{_called(line)} {line.kpi_name or line.kpi}"
        trace = Trace(drawable(own), _drawn(line_traces.points(line)))
        comparators = [
            Trace(drawable(item.series), _drawn(map(line_traces.point, item.values)))
            for item in line.comparators[:_OTHERS]
            if item.values
        ]
        goals = [_goal(goal) for goal in line_traces.goals(line)]
        unit = (line.figure.unit if line.figure else "") or line.reading.unit
        self._plan = plan_of(trace, comparators, goals, unit, line.reading.decimals)
        self._title = textwrap.wrap(
            drawable(title), _TITLE, max_lines=2, placeholder=" …", break_long_words=True
        )
        self.words = f"{title}: {series.sentence(trace, comparators, goals)}"

    @property
    def height(self) -> float:
        """With its title."""
        return _TITLES + self._plan.height * _SCALE

    def at(self, x: float) -> Svg:
        """The drawing, that far from the left."""
        titles = [text(words, 0, 14 + 17 * at, bold=True) for at, words in enumerate(self._title)]
        chart = group(
            *trend_picture.pieces(self._plan),
            transform=f"translate(0 {_TITLES}) scale({_SCALE:.3f})",
        )
        return group(*titles, chart, transform=f"translate({x:.1f} 0)")


def _drawn(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(replace(point, printed=drawable(point.printed)) for point in points)


def _goal(goal: Goal) -> Goal:
    return replace(goal, printed=drawable(goal.printed))
