"""What each line of a file of figures asks for, by its shape; the plan takes it or says why not."""

import re
from decimal import Decimal

from objectives import measures
from objectives.judging.comparing import of_one_unit
from objectives.measures import Kind, Measure
from objectives.models import Placement, Target
from objectives.period_reading import parse_period
from objectives.periods import DataPeriod, FinancialQuarter, PeriodKind
from objectives.plan import Certainty, KPIKind, Polarity, TargetPeriod
from objectives.targets import target_for
from objectives.units import UNIT_ALIASES
from reporting.actions.comparators import Value
from reporting.importing import figures_periods
from reporting.importing.figures_file import EARLIER, FiguresFile, Row, Shape
from reporting.importing.figures_making import Unmade
from reporting.importing.figures_plan import Plan

_POLARITIES = {
    **dict.fromkeys(("", "unknown", "not stated", "n/a", "-"), Polarity.UNKNOWN),
    **dict.fromkeys(("high", "higher", "higher is better"), Polarity.HIGHER),
    **dict.fromkeys(("low", "lower", "lower is better"), Polarity.LOWER),
    **dict.fromkeys(("in range", "range", "within range"), Polarity.IN_RANGE),
}
_IN_WORDS = {
    Polarity.HIGHER: "higher is better",
    Polarity.LOWER: "lower is better",
    Polarity.IN_RANGE: "it should stay in a range",
    Polarity.UNKNOWN: "which way is good is not known",
}
_CERTAINTIES = {
    "": Certainty.FINAL,
    "final": Certainty.FINAL,
    "provisional": Certainty.PROVISIONAL,
}
_RANGE = re.compile(r"(\S.*?)(?: to | ?[–—] ?|(?<=[\d%])-(?=[\d£]))(.*\S)")


def add_rows(plan: Plan, file: FiguresFile) -> None:
    """Put every line of the file into the plan."""
    add = _add_report_row if file.shape is Shape.REPORT else _add_value
    for row in file.rows:
        add(plan, row)


# --- A KPI a line ---------------------------------------------------------------------------------


def _add_report_row(plan: Plan, row: Row) -> None:
    kind, polarity = _kind(plan, row), _polarity(plan, row)
    found = _placement(plan, row)
    if found is None and _is_unknown(plan, row):
        found = _new_placement(plan, row, kind, polarity)
    elif found is not None:
        _compare(plan, row, found, kind, polarity)
        kind = kind or figures_periods.kind_of(found.kpi.period_type)
        if kind is None and not row["period_type"]:
            plan.problem(row, "period_type", "Neither the file nor the register says it.")
    if found is None or kind is None or plan.chosen.period is None:
        return
    periods = figures_periods.run_of(kind, plan.chosen.period, 4)
    for column, period in zip(EARLIER, periods[1:], strict=True):
        earlier = plan.value(row, column, found.kpi)
        if earlier is not None and earlier.kind.is_measured:
            plan.observe(row, column, found, period, earlier)
        elif earlier is not None:
            plan.leave_out(row, column)  # a date, or a yes: only numbers go on record
    latest = plan.value(row, "most_recent", found.kpi)
    if latest is not None and plan.chosen.fills:
        plan.fill(row, "most_recent", found, periods[0], latest)
    _add_target(plan, row, found, periods[0])


def _kind(plan: Plan, row: Row) -> PeriodKind | None:
    """The kind of time; a blank one is the register's to know."""
    kind = figures_periods.kind_of(row["period_type"])
    if kind is None and row["period_type"]:
        words = f"“{row['period_type']}” is not known: use {figures_periods.KNOWN_TYPES}."
        plan.problem(row, "period_type", words)
    return kind


def _polarity(plan: Plan, row: Row) -> Polarity | None:
    polarity = _POLARITIES.get(row["good_is"].casefold())
    if polarity is None:
        words = f"“{row['good_is']}” is not known: use High, Low, In range, or leave it blank."
        plan.problem(row, "good_is", words)
    return polarity


def _is_unknown(plan: Plan, row: Row) -> bool:
    return row.code not in plan.stored.placements


def _placement(plan: Plan, row: Row) -> Placement | None:
    """Where the code stands in the strategy; None with a problem where that is not one place."""
    found = plan.stored.placements.get(row.code, [])
    if len(found) > 1:
        names = " and ".join(sorted(item.sub_strand.name for item in found))
        plan.problem(row, "code", f"{row['code']} stands in {names}: say which by --sub-strand.")
    elif not found and not plan.asked.create:
        where = plan.asked.sub_strand or plan.asked.strategy
        words = f"No KPI of {where} has the code {row['code']}. --create would make it."
        plan.problem(row, "code", words)
    return found[0] if len(found) == 1 else None


def _new_placement(
    plan: Plan, row: Row, kind: PeriodKind | None, polarity: Polarity | None
) -> Placement | None:
    if not plan.asked.create or plan.making.strategy is None:
        return None
    if kind is None:
        if not row["period_type"]:
            plan.problem(row, "period_type", "A new KPI needs it.")
        return None
    if polarity is None:
        return None
    try:
        made = plan.making.placement(row, kind, polarity)
    except Unmade as unmade:
        plan.problem(row, unmade.column, str(unmade))
        return None
    unit = f"{made.kpi.unit}, " if made.kpi.unit else ""
    new = f"“{made.kpi.name}” in {made.sub_strand.name}: {unit}{_IN_WORDS[polarity]}"
    plan.change(row, "KPI", "KPI", "", f"{new}, {row['period_type']}")
    return made


def _compare(
    plan: Plan,
    row: Row,
    found: Placement,
    kind: PeriodKind | None,
    polarity: Polarity | None,
) -> None:
    """Name what the file says otherwise than the register: neither is taken to be right."""
    kpi = found.kpi
    if row["name"] and _plain(row["name"]) not in (_plain(found.wording), _plain(kpi.name)):
        plan.problem(row, "name", f"{row['code']} is “{found.wording}” in the plan.")
    unit = UNIT_ALIASES.get(row["unit"].casefold(), row["unit"])
    if row["unit"] and unit.casefold() != kpi.unit.casefold():
        words = f"{row['code']} is counted in {kpi.unit or 'plain numbers'} in the register."
        plan.problem(row, "unit", words)
    known = Polarity(found.polarity or kpi.polarity)
    if polarity not in (None, Polarity.UNKNOWN, known):
        plan.problem(row, "good_is", f"In the register, {_IN_WORDS[known]}.")
    own = figures_periods.kind_of(kpi.period_type)
    if None not in (kind, own) and kind is not own:
        plan.problem(row, "period_type", f"In the register it is “{kpi.period_type}”.")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


# --- The target beside it -------------------------------------------------------------------------


def _add_target(plan: Plan, row: Row, placement: Placement, period: DataPeriod) -> None:
    """A target for the time of the figure; it takes the place of another for that time."""
    found = _range(row["target"], placement.kpi.unit)
    if found is None:
        single = plan.value(row, "target", placement.kpi)
        found = single and (single, None)
    if found is None:
        return
    low, high = found
    if high is not None and high < low.number:
        plan.problem(row, "target", f"“{row['target']}” ends below its beginning.")
        return
    target = Target(
        placement=placement,
        printed=row["target"],
        kind=low.kind,
        number=low.number,
        upper=high,
        unit=low.unit,
        text=low.text,
        from_quarter=None if plan.chosen.is_new else plan.chosen.period,
        **figures_periods.time_of_target(period),
    )
    _put_target(plan, row, target, period)


def _range(cell: str, unit: str) -> tuple[Measure, Decimal] | None:
    """Both ends of "10 to 15"; None of what is read as one value, or as none."""
    ends = _RANGE.fullmatch(cell)
    whole = measures.parse(cell, unit=unit)
    if ends is None or whole is None or whole.kind is not Kind.WORDS:
        return None
    low, high = (measures.parse(end, unit=unit) for end in ends.groups())
    if not (low.kind.is_measured and high.kind.is_measured and of_one_unit(low, unit)):
        return None
    return low, high.number


def _put_target(plan: Plan, row: Row, target: Target, period: DataPeriod) -> None:
    current = _in_force(plan, target) if target.placement.pk else None
    if current is not None and _is_same(current, target):
        return
    if current is not None:
        if current.pk in plan.stored.changed_later:
            words = f"The target {current.printed} is replaced from a later quarter on already."
            plan.problem(row, "target", words)
            return
        target.period, target.year, target.quarter = current.period, current.year, current.quarter
        target.supersedes, target.reason = current, f"Loaded from {plan.file.name}"
    stands = target.period == TargetPeriod.STANDING
    what = "Target until it is replaced" if stands else f"Target for {period}"
    plan.targets.append(target)
    plan.change(row, "target", what, current.printed if current else "", target.printed)


def _in_force(plan: Plan, target: Target) -> Target | None:
    """What the target would take the place of: one for the same time, else the standing one.

    One of another time goes on beside it, but where the new one would stand itself, and the plan
    promises by years: there the year's would be printed.
    """
    targets = plan.stored.targets[target.placement.pk]
    for item in targets:
        if _time_of(item) == _time_of(target):
            return item
    if target.period == TargetPeriod.STANDING:
        return target_for(targets, plan.chosen.period)
    return next((item for item in targets if item.period == TargetPeriod.STANDING), None)


def _time_of(target: Target) -> tuple:
    return (target.period, target.year, target.quarter)


def _is_same(held: Target, target: Target) -> bool:
    if target.number is None:
        return (held.kind, held.text) == (target.kind, target.text)
    return (held.number, held.upper) == (target.number, target.upper)


# --- A value a line -------------------------------------------------------------------------------


def _add_value(plan: Plan, row: Row) -> None:
    found, period = _placement_of_value(plan, row), _period_of_value(plan, row)
    certainty = _CERTAINTIES.get(row["certainty"].casefold())
    if certainty is None:
        words = f"“{row['certainty']}” is not known: use final or provisional."
        plan.problem(row, "certainty", words)
    if found is None:
        return
    measure = plan.value(row, "value", found.kpi)
    if measure is None or period is None or certainty is None:
        return
    if not plan.once(row, found.kpi, "" if row.is_own else row["series"], period):
        return
    if not row.is_own:
        _add_comparator(plan, row, found, period, measure, certainty)
    elif _is_of_the_quarter(plan, found, period):
        plan.fill(row, "value", found, period, measure)
    else:
        plan.observe(row, "value", found, period, measure, row["source"], certainty)


def _placement_of_value(plan: Plan, row: Row) -> Placement | None:
    """A code that is not known can't be made: the long shape names nothing."""
    found = _placement(plan, row)
    if found is None and plan.asked.create and _is_unknown(plan, row):
        words = f"No KPI has the code {row['code']}, and a file of this shape can’t make one."
        plan.problem(row, "code", words)
    return found


def _period_of_value(plan: Plan, row: Row) -> DataPeriod | None:
    period = parse_period(row["period"])
    if period is None:
        words = f"“{row['period']}” is not understood. Write Q2 2024/25, 2023/24 or 2023."
        plan.problem(row, "period", words)
    elif period.ends > plan.on and row.is_own and not _ends_with_the_quarter(plan, period):
        plan.problem(row, "period", f"{period} has not ended yet.")
        return None
    return period


def _ends_with_the_quarter(plan: Plan, period: DataPeriod) -> bool:
    return plan.chosen.fills and period.ends <= plan.chosen.period.ends


def _is_of_the_quarter(plan: Plan, placement: Placement, period: DataPeriod) -> bool:
    """Whether the quarter's return asks for it: the latest of the KPI's kind of time."""
    quarter: FinancialQuarter | None = plan.chosen.period
    if quarter is None or not plan.chosen.fills:
        return False
    kind = figures_periods.kind_of(placement.kpi.period_type) or PeriodKind.QUARTER
    asked = figures_periods.latest(kind, quarter)
    return (period.kind, period.starts, period.ends) == (asked.kind, asked.starts, asked.ends)


def _add_comparator(
    plan: Plan,
    row: Row,
    found: Placement,
    period: DataPeriod,
    measure: Measure,
    certainty: Certainty,
) -> None:
    if found.kpi.kind != KPIKind.MEASURE or measure.kind is Kind.DATE:
        plan.problem(row, "value", f"{row['code']} is not counted: nothing stands beside it.")
        return
    value = Value(found.kpi, row["series"], period, row["value"], row["source"], certainty)
    plan.comparators.append((row, value))
