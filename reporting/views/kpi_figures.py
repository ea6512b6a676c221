"""Prepares a KPI's figures for its page: the table, the chart, what others have, the estimate."""

from collections.abc import Mapping
from itertools import pairwise

from django.conf import settings
from django.urls import reverse

from objectives.days import in_words
from objectives.judging.beside import beside
from objectives.judging.case import Case
from objectives.judging.forecast import forecast
from objectives.judging.readings import Reading, readings_of
from objectives.models import KPI, Placement
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import Basis, Certainty, Style
from reporting import kpi_words
from reporting.access import Reader
from reporting.charts.chart import Chart, Point, Trace
from reporting.charts.trend import trend
from reporting.kpi_history import History
from reporting.kpi_readings import Held, goals
from reporting.kpi_values import Origin, Value, Version

#: Rows of a long table that show; the others are folded.
SHOWN = 8


def context(found: History, readings: Mapping[Value, Held], who: Reader) -> dict:
    """What the page says of the figures."""
    drawn = chart(found, readings)
    rows = [_row(value, readings.get(value), found, who) for value in reversed(found.values)]
    return {
        "charts": [drawn] if drawn else [],
        "figures": {"first": rows[:SHOWN], "rest": rows[SHOWN:]},
        "with_targets": any(row["target"] for row in rows),
        "beside": _beside(found, readings),
        "estimate": _estimate(found, who),
    }


def period_words(period: DataPeriod) -> str:
    """The time of a figure; what the source leaves unsaid is never given out as fact."""
    return f"{period.label} (inferred)" if period.inferred else period.label


def report_url(origin: Origin) -> str:
    """The row of the sub-strand's report."""
    quarter = origin.quarter
    page = reverse(
        "reporting:sub_strand", args=[quarter.strategy.slug, quarter.period, origin.slug]
    )
    row = f"kpi-{origin.number}"
    is_metric = quarter.strategy.style == Style.METRICS
    return f"{page}#{origin.slug}-{row}" if is_metric else f"{page}#{row}"


# --- The table ----------------------------------------------------------------------------------


def _row(value: Value, reading: Held | None, found: History, who: Reader) -> dict:
    """One time: its figure, what it is held against, where it is from, what it was before."""
    known = value.known
    verdict = reading.verdict if reading else None
    return {
        "period": period_words(known.period),
        "figure": "Withdrawn" if value.is_withdrawn else known.printed,
        "is_withdrawn": value.is_withdrawn,
        "certainty": CERTAINTIES.get(known.certainty, ""),
        "caveat": known.caveat,
        "moved": _moved(reading),
        "target": reading.target if reading else "",
        "place": _elsewhere(reading, found),
        "status": verdict.status or "" if verdict else "",
        "sentence": verdict.sentence if verdict and verdict.status else "",
        "origin": _origin(value),
        "url": report_url(value.origin) if value.origin else "",
        "notes": _notes(value),
        "correct_url": _correct_url(value, found, who),
    }


CERTAINTIES = {
    Certainty.PROVISIONAL: "Provisional",
    Certainty.AWAITING_VALIDATION: "Awaiting validation",
}


def _elsewhere(reading: Held | None, found: History) -> str:
    """Whose target it is, where that is not the place that leads."""
    if reading is None or not reading.target or reading.place == found.leading:
        return ""
    part = reading.place.sub_strand
    return f"{part.name}, {part.strategy.name}"


def _moved(reading: Held | None) -> dict | None:
    """How it moved since what it compares with: an arrow, a meaning, words."""
    change = reading.change if reading else None
    if change is None or change.direction is None:
        return None
    return {
        "direction": "level" if change.direction == "same" else change.direction.value,
        "meaning": change.movement.value if change.movement else "",
        "words": change.words,
    }


def _origin(value: Value) -> str:
    if value.origin:
        return value.origin.quarter.period.name
    return "On record before the portal"


def _notes(value: Value) -> list[str]:
    """What stood for that time before, in sentences: when it changed, and why."""
    chain = (*value.before, value.stands)
    standing = [item for item in chain if not item.withdrawn]
    gone = [item for item in chain if item.withdrawn]
    return [
        *(_replaced(old, new) for old, new in pairwise(standing)),
        *(_taken_off(item) for item in gone),
    ]


def _replaced(old: Version, new: Version) -> str:
    if old.known.number == new.known.number:
        return f"Confirmed on {in_words(new.on)}."
    sure = "provisionally " if old.known.certainty == Certainty.PROVISIONAL else ""
    was = f"Was {sure}{old.known.printed} until {in_words(new.on)}."
    return " ".join(filter(None, [was, sentence(new.reason)]))


def _taken_off(item: Version) -> str:
    return f"{item.known.printed} was taken off the record. {sentence(item.withdrawn)}"


def sentence(words: str) -> str:
    """Somebody's words as a sentence of their own."""
    words = words.strip()
    if not words:
        return ""
    end = "" if words[-1] in ".!?" else "."
    return f"{words[0].upper()}{words[1:]}{end}"


def _correct_url(value: Value, found: History, who: Reader) -> str:
    """Where this person corrects it, if it is theirs: a published figure of its home's."""
    origin, home = value.origin, found.home
    if origin is None or home is None or value.is_withdrawn or not value.stands.is_settled:
        return ""
    strategy = origin.quarter.strategy
    is_home = (strategy.pk, origin.slug) == (home.sub_strand.strategy_id, home.sub_strand.slug)
    if not is_home or not origin.is_published or not who.corrects(home.sub_strand):
        return ""
    place = [strategy.slug, origin.quarter.period, origin.slug, origin.number]
    return reverse("reporting:figure_correct", args=place)


# --- The chart ----------------------------------------------------------------------------------


def chart(found: History, readings: Mapping[Value, Held]) -> Chart | None:
    """The council's values, others' beside them, targets as levels; of one kind of time."""
    latest, place = found.latest, found.leading
    if latest is None or place is None:
        return None
    kind = latest.known.period.kind
    own = [item for item in found.standing if item.known.period.kind == kind]
    breaks = _breaks(own, readings)
    notes = [_left_out(len(found.standing) - len(own)), _BEGINS_AGAIN if breaks else ""]
    return trend(
        id="chart-kpi",
        title=f"{found.kpi.name} over time",
        own=_trace(settings.COUNCIL_NAME, own, breaks),
        comparators=[
            _trace(name, [item for item in values if _is_drawn(item, kind)])
            for name, values in found.beside.items()
        ],
        goals=goals((readings[item] for item in own if item in readings), place),
        unit=found.kpi.unit,
        decimals=_decimals(place),
        note=" ".join(filter(None, notes)),
        way=_way(found.kpi, place),
    )


def _way(kpi: KPI, place: Placement) -> str:
    """Which way is good, by the terms of the place that leads."""
    terms = place.terms(place.sub_strand.strategy)
    return kpi_words.way(
        terms.polarity,
        is_assumed=kpi.polarity_assumed and not place.polarity,
        doubt=terms.polarity_doubt,
    )


_BEGINS_AGAIN = "The total begins again each April."


def _decimals(place: Placement) -> int | None:
    return place.kpi.decimals if place.decimals is None else place.decimals


def _is_drawn(value: Value, kind: PeriodKind) -> bool:
    return not value.is_withdrawn and value.known.period.kind == kind


def _trace(name: str, values: list[Value], breaks=()) -> Trace:
    points = [
        Point(item.known.number, item.known.printed, item.known.period, _mark(item))
        for item in values
    ]
    return Trace(name, tuple(points), tuple(breaks))


def _mark(value: Value) -> str:
    if value.known.certainty == Certainty.PROVISIONAL:
        return "provisional"
    standing = [item for item in (*value.before, value.stands) if not item.withdrawn]
    numbers = {item.known.number for item in standing}
    return "corrected" if len(numbers) > 1 else ""


def _breaks(values: list[Value], readings: Mapping[Value, Held]) -> list:
    """The days on which a running total begins again: no line leads from March to April."""
    running = [item for item in values if item in readings and _is_running(readings[item])]
    years = {FinancialQuarter.containing(item.known.period.ends).year for item in running}
    return [FinancialQuarter(year, 1).starts for year in sorted(years)[1:]]


def _is_running(reading: Held) -> bool:
    if reading.case.terms.basis is not Basis.YEAR_TO_DATE:
        return reading.case.reported.period.kind is PeriodKind.YEAR_TO_DATE
    return readings_of(reading.case) == (Reading.TO_DATE,)


def _left_out(count: int) -> str:
    """What the line has no room for."""
    if not count:
        return ""
    noun = "figure is" if count == 1 else "figures are"
    return f"{count} {noun} for another kind of period, in the table only."


# --- Beside others ------------------------------------------------------------------------------


def _beside(found: History, readings: Mapping[Value, Held]) -> dict | None:
    """What others have: the latest of each, and how the council's figure stands to it; and all."""
    series = {
        name: [item for item in values if not item.is_withdrawn]
        for name, values in found.beside.items()
    }
    series = {name: values for name, values in series.items() if values}
    if not series:
        return None
    case = readings[found.latest].case if found.latest in readings else None
    everything = [
        _other(name, item) for name, values in series.items() for item in reversed(values)
    ]
    return {
        "latest": [_standing(name, values, case) for name, values in series.items()],
        "values": everything if len(everything) > len(series) else [],
    }


def _standing(name: str, values: list[Value], case: Case | None) -> dict:
    said = beside(name, [item.known for item in values], case) if case else None
    return {**_other(name, values[-1]), "words": said.words if said else "Nothing to compare"}


def _other(name: str, value: Value) -> dict:
    known = value.known
    return {
        "series": name,
        "figure": known.printed,
        "certainty": CERTAINTIES.get(known.certainty, ""),
        "period": period_words(known.period),
        "source": value.stands.source,
        "notes": _notes(value),
    }


# --- To come ------------------------------------------------------------------------------------


def _estimate(found: History, who: Reader) -> dict:
    """What the year may come to, or in a word why nobody can say."""
    place = found.leading
    if place is None:
        return {}
    terms = place.terms(place.sub_strand.strategy)
    said = forecast(terms, [item.known for item in found.standing], who.on)
    return {"words": said.words, "why_not": said.why_not}
