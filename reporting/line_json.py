"""One line of a quarter's report as plain data and back; `report_json` does the rest of it.

Pure. Decimals travel as strings, dates as ISO text.
"""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

from objectives.judging.case import Known
from objectives.judging.change import Change, Direction
from objectives.judging.distance import Distance
from objectives.periods import DataPeriod, PeriodKind
from objectives.plan import Certainty
from objectives.rag import RATED, Movement, Status
from reporting.report import Comparator, Figure, Home, Line, Reading

# --- As data ----------------------------------------------------------------------------------


def line_as_json(line: Line) -> dict:
    """The line as an entry of the report's data."""
    return {
        "number": line.number,
        "code": line.code,
        "kpi": line.kpi,
        "kpi_slug": line.kpi_slug,
        "kpi_name": line.kpi_name,
        "kind": line.kind,
        "target": line.target,
        "achieved": line.achieved,
        "answer": line.answer,
        "declared": rated(line.declared),
        "not_rated": line.declared == Status.NOT_RATED,
        "not_rated_reason": line.not_rated_reason,
        "lead_reason": line.lead_reason,
        "progress": line.progress,
        "certainty": line.certainty,
        "data_period": line.period and line.period.label,
        "period": _period_as_json(line.period),
        "carried_forward": line.carried_forward,
        "target_figure": _figure_as_json(line.target_figure),
        "figure": _figure_as_json(line.figure),
        "home": line.home and asdict(line.home),
        "previous_achieved": line.previous_achieved,
        "previous_declared": line.previous_declared,
        **_verdict_as_json(line),
    }


def _verdict_as_json(line: Line) -> dict:
    """What the figures say. `change` and `distance` in the figure's unit, the rest in per cent.

    `change` is from the period before, `movement` from what the KPI compares with.
    """
    change, compared, distance = line.change, line.compared, line.distance
    return {
        "computed": rated(line.computed),
        "explanation": line.explanation,
        "cause": line.cause or None,
        "measured": _number(line.measured),
        "expected": _number(line.expected),
        "held_against": line.held_against or None,
        "change": change and _number(change.value),
        "change_percent": change and _number(change.percent),
        "movement": compared and compared.movement,
        "changed": _change_as_json(change),
        "compared": _change_as_json(compared),
        "met": distance and distance.met,
        "distance": distance and _number(distance.value),
        "distance_percent": distance and _number(distance.percent),
        "stale": line.stale,
        "earlier": [_known_as_json(item) for item in line.earlier],
        "comparators": [_comparator_as_json(item) for item in line.comparators],
        "reading": asdict(line.reading),
    }


def _change_as_json(change: Change | None) -> dict | None:
    if change is None:
        return None
    return {
        "words": change.words,
        "value": _number(change.value),
        "percent": _number(change.percent),
        "direction": change.direction,
        "movement": change.movement,
        "since": _period_as_json(change.since),
    }


def _known_as_json(known: Known) -> dict:
    return {
        "printed": known.printed,
        "number": plain(known.number),
        "period": _period_as_json(known.period),
        "certainty": known.certainty,
        "caveat": known.caveat,
    }


def _comparator_as_json(comparator: Comparator) -> dict:
    return {
        "series": comparator.series,
        "source": comparator.source,
        "standing": comparator.standing or None,
        "words": comparator.words,
        "values": [_known_as_json(item) for item in comparator.values],
    }


def _number(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def rated(status: str) -> str | None:
    """Red, Amber or Green; None for anything else that may be said."""
    return status if status in RATED else None


def _figure_as_json(figure: Figure | None) -> dict | None:
    if figure is None:
        return None
    return {
        "kind": figure.kind,
        "number": _number(figure.number),
        "unit": figure.unit,
        "text": figure.text,
    }


def _period_as_json(period: DataPeriod | None) -> dict | None:
    if period is None:
        return None
    return {
        "kind": period.kind,
        "starts": period.starts.isoformat(),
        "ends": period.ends.isoformat(),
        "label": period.label,
        "inferred": period.inferred,
    }


def plain(number: Decimal) -> str:
    """A decimal as digits, without exponent and without zeros that say nothing.

    SQLite keeps decimals as reals, so the zeros that come back from storage mean nothing.
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- Back from data ---------------------------------------------------------------------------


def line_from_json(data: dict) -> Line:
    """The line that `line_as_json` made `data` of."""
    same = {
        name: data[name]
        for name in (
            "number",
            "code",
            "kpi",
            "kpi_slug",
            "kpi_name",
            "kind",
            "target",
            "achieved",
            "answer",
            "not_rated_reason",
            "lead_reason",
            "progress",
            "certainty",
            "carried_forward",
            "previous_achieved",
            "previous_declared",
        )
    }
    not_rated = Status.NOT_RATED.value if data["not_rated"] else ""
    return Line(
        **same,
        declared=data["declared"] or not_rated,
        target_figure=_figure_from_json(data["target_figure"]),
        figure=_figure_from_json(data["figure"]),
        period=_period_from_json(data["period"]),
        home=data["home"] and Home(**data["home"]),
        **(
            _verdict_from_json(data) if "explanation" in data else {}
        ),  # the first editions had none
    )


def _verdict_from_json(data: dict) -> dict:
    distance = None
    if data["met"] is not None:
        value, percent = _decimal(data["distance"]), _decimal(data["distance_percent"])
        distance = Distance(data["met"], value, percent)
    return {
        "computed": data["computed"] or "",
        "explanation": data["explanation"],
        "cause": data["cause"] or "",
        "measured": _decimal(data["measured"]),
        "expected": _decimal(data["expected"]),
        "held_against": data.get("held_against") or "",  # the first with a verdict had none
        "change": _change_from_json(data["changed"]),
        "compared": _change_from_json(data["compared"]),
        "distance": distance,
        "stale": data["stale"],
        "earlier": tuple(_known_from_json(item) for item in data["earlier"]),
        "comparators": tuple(
            _comparator_from_json(item)
            for item in data.get("comparators", ())  # older editions had none
        ),
        "reading": Reading(**data["reading"]),
    }


def _change_from_json(data: dict | None) -> Change | None:
    if data is None:
        return None
    return Change(
        words=data["words"],
        value=_decimal(data["value"]),
        percent=_decimal(data["percent"]),
        direction=data["direction"] and Direction(data["direction"]),
        movement=data["movement"] and Movement(data["movement"]),
        since=_period_from_json(data["since"]),
    )


def _known_from_json(data: dict) -> Known:
    return Known(
        number=Decimal(data["number"]),
        printed=data["printed"],
        period=_period_from_json(data["period"]),
        certainty=Certainty(data["certainty"]),
        caveat=data["caveat"],
    )


def _comparator_from_json(data: dict) -> Comparator:
    return Comparator(
        series=data["series"],
        values=tuple(_known_from_json(item) for item in data["values"]),
        source=data["source"],
        standing=data["standing"] or "",
        words=data["words"],
    )


def _period_from_json(data: dict | None) -> DataPeriod | None:
    if data is None:
        return None
    return DataPeriod(
        PeriodKind(data["kind"]),
        date.fromisoformat(data["starts"]),
        date.fromisoformat(data["ends"]),
        data["label"],
        data["inferred"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _figure_from_json(data: dict | None) -> Figure | None:
    if data is None:
        return None
    return Figure(data["kind"], _decimal(data["number"]), data["unit"], data["text"])
