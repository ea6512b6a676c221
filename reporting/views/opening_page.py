"""Prepares the page on which a quarter is opened: who is missing, what is made, which dates."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.html import format_html

from accounts.models import User
from accounts.roles import Role
from objectives.days import WEEKDAYS, in_words, until, with_weekday
from objectives.models import Placement, Strategy, SubStrand
from objectives.periods import FinancialQuarter
from reporting import governance, next_quarter, vacancies
from reporting.answers import GovernanceKind, data_deadline
from reporting.dashboard import counted, joined
from reporting.models import Quarter, Submission
from reporting.next_quarter import Choices, Cycle
from reporting.report import GovernanceDate
from reporting.vacancies import Making, Unled, Unowned, Vacancies
from reporting.views import date_rows
from reporting.views.date_rows import Typed
from reporting.views.strategy_page import all_strategies
from reporting.workflow import QuarterState


def context(
    strategy: Strategy,
    choices: Choices,
    period: FinancialQuarter,
    typed: Typed | None,
    on: date,
) -> dict:
    """All that the page prints but for its errors."""
    cycle = next_quarter.cycle(strategy, period)
    hints = _hints(cycle, on, is_typed=typed is not None)
    rows = date_rows.with_hints(typed.rows, hints) if typed else date_rows.shown(cycle.dates, hints)
    previous = _previous(strategy, period)
    return {
        "strategy": strategy,
        "period": period,
        "crumbs": [
            all_strategies(),
            {"label": strategy.name, "url": reverse("reporting:strategy", args=[strategy.slug])},
        ],
        "choices": [_choice(choices, choice, period) for choice in choices.periods],
        "warnings": _warnings(strategy, choices, period),
        "missing": _missing(strategy, vacancies.of(strategy, period, on=on)),
        "made": _made(
            vacancies.making(strategy, period, previous and previous.period), period, previous
        ),
        "dates": date_rows.context(rows),
        "dates_words": _dates_words(cycle, period),
    }


def _previous(strategy: Strategy, period: FinancialQuarter) -> Quarter | None:
    """The quarter that stands beside this one in its returns."""
    earlier = Quarter.objects.filter(strategy=strategy, period__lt=period)
    return earlier.exclude(state=QuarterState.UPCOMING).newest_first().first()


# --- Which quarter ------------------------------------------------------------------------------


def _choice(choices: Choices, choice: FinancialQuarter, chosen: FinancialQuarter) -> dict:
    planned = " (upcoming)" if choice in choices.upcoming else ""
    return {"value": choice.slug, "label": f"{choice.title}{planned}", "selected": choice == chosen}


def _warnings(strategy: Strategy, choices: Choices, period: FinancialQuarter) -> list[str]:
    """What opening this quarter, and no other, would mean."""
    found = []
    if governance.is_outside(period, strategy.starts, strategy.ends):
        found.append(
            f"{period.name} lies outside this strategy, which runs from "
            f"{in_words(strategy.starts)} to {in_words(strategy.ends)}."
        )
    skipped = [
        choice.name
        for choice in choices.periods
        if choices.latest and choice < period and choice not in choices.upcoming
    ]
    if skipped:
        verb = "is" if len(skipped) == 1 else "are"
        found.append(f"{_listed(skipped)} {verb} skipped, and can’t be opened afterwards.")
    return found


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


# --- Who is missing -----------------------------------------------------------------------------


def _missing(strategy: Strategy, found: Vacancies) -> dict:
    """Sub-strands without a lead, each with its KPIs; KPIs whose figure is entered elsewhere."""
    unled = {item.sub_strand.id: item for item in found.unled}
    by_home = {group.home and group.home.id: group for group in found.unowned}
    return {
        "sentence": _missing_words(found),
        "is_any": bool(found.unled or found.unowned),
        "unled": [_unled(item, by_home.get(key)) for key, item in unled.items()],
        "unowned": [
            {"title": _title(strategy, group), "kpis": _kpis(group.placements)}
            for key, group in by_home.items()
            if key not in unled
        ],
    }


def _missing_words(found: Vacancies) -> str:
    if not found.unled and not found.kpis:
        return "Every sub-strand has a project lead, and every KPI an owner."
    parts = []
    if found.unled:
        verb = "has" if len(found.unled) == 1 else "have"
        parts.append(f"{counted(len(found.unled), 'sub-strand')} {verb} no project lead")
    if found.kpis:
        verb = "has" if found.kpis == 1 else "have"
        parts.append(f"{counted(found.kpis, 'KPI')} {verb} no owner")
    return f"{' and '.join(parts)}. The quarter can be opened all the same."


def lead_giving(sub_strand: SubStrand) -> str:
    """The address where this sub-strand is given a project lead."""
    place = f"?role={Role.PROJECT_LEAD}&place=sub-strand-{sub_strand.pk}"
    return f"{reverse('reporting:role_give')}{place}"


def _unled(item: Unled, owning: Unowned | None) -> dict:
    kpis = owning.placements if owning else ()
    text = "Nobody but officers enters its return."
    if item.deputies:
        text = f"Only a deputy enters its return: {_listed(item.deputies)}."
    return {
        "name": item.sub_strand.name,
        "text": text,
        "url": lead_giving(item.sub_strand),
        "title": f"{counted(len(kpis), 'KPI')} without an owner",
        "kpis": _kpis(kpis),
    }


def _title(strategy: Strategy, group: Unowned) -> str:
    many, home = counted(len(group.placements), "KPI"), group.home
    if home is None:
        return f"{many} whose figure is entered nowhere."
    of = f" of {home.strategy.name}" if home.strategy_id != strategy.id else ""
    return f"{many} whose figure is entered in {home.name}{of}, which has no project lead."


def _kpis(placements: Iterable[Placement]) -> list[dict]:
    return [
        {"words": f"{item.number}. {item.wording}", "place": item.sub_strand.name}
        for item in placements
    ]


# --- What is made -------------------------------------------------------------------------------


def _made(making: Making, period: FinancialQuarter, previous: Quarter | None) -> dict:
    """What opening makes, in a sentence, with the KPIs that come and go."""
    return {
        "sentence": f"{counted(making.returns, 'return')} with {counted(making.rows, 'row')}: one "
        "for each KPI in its place." + _beside(previous),
        "groups": [
            {"title": title, "kpis": _kpis(placements)}
            for title, placements in (
                (f"{counted(len(making.new), 'row')} new in {period.name}", making.new),
                (f"{counted(len(making.retired), 'row')} no longer asked for", making.retired),
            )
            if placements
        ],
    }


def _beside(previous: Quarter | None) -> str:
    """What stands beside the new rows."""
    if previous is None:
        return " There is no earlier quarter to show beside them."
    name = previous.period.name
    if previous.state == QuarterState.PUBLISHED:
        return f" What {name} says stands beside them."
    return (
        f" What {name} says stands beside them as its returns are approved: it is not published "
        "yet."
    )


# --- Dates --------------------------------------------------------------------------------------


def _dates_words(cycle: Cycle, period: FinancialQuarter) -> str:
    if cycle.last:
        return (
            f"Proposed from {cycle.last.name}: as many days after the quarter’s end, and never on "
            "a weekend. Change any, or clear one to leave it out."
        )
    if cycle.dates:
        return f"As they were planned for {period.name}. Change any, or clear one to leave it out."
    return "No earlier quarter has dates. Fill in what is known; the rest can come later."


def _hints(cycle: Cycle, on: date, *, is_typed: bool) -> list[str]:
    """Beside each proposed date how far it is, until something is typed, and what it was before."""
    days = [""] * len(cycle.dates) if is_typed else days_to(cycle.dates, on)
    if not cycle.last:
        return days
    return [
        f"{day} For {cycle.last.name} it was {_day(before)}.".strip() if before.date else ""
        for day, before in zip(days, cycle.before, strict=True)
    ]


def days_to(dates: Iterable[GovernanceDate], on: date) -> list[str]:
    """ "Wednesday, in 16 days." for each date, blank for words."""
    return [_weekday(item.date, on) if item.date else "" for item in dates]


def _weekday(day: date, on: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {until(day, on=on)}."


def _day(item: GovernanceDate) -> str:
    return with_weekday(item.date) if item.date else item.words


def as_facts(dates: Iterable[GovernanceDate]) -> list[dict]:
    """The dates as they are, side by side."""
    return [{"name": GovernanceKind(item.kind).label, "value": _day(item)} for item in dates]


# --- What happened ------------------------------------------------------------------------------


def opened(quarter: Quarter, dates: Sequence[GovernanceDate]) -> str:
    """What opening did, and what happens next."""
    many = Submission.objects.filter(quarter=quarter).count()
    return (
        f"{quarter.period.name} is open, with {counted(many, 'return')}. Their leads are told by "
        f"e-mail when the next reminders go out. {_deadline(dates)}"
    )


def dates_set(quarter: Quarter, dates: Sequence[GovernanceDate], told: Sequence[User] = ()) -> str:
    """What changing the dates did, and what happens next; `told` were told of the day before."""
    done = f"The dates of {quarter.period.name} are as you set them. {_deadline(dates)}"
    if not told:
        return done
    chase = reverse("reporting:quarter_chase", args=[quarter.strategy.slug, quarter.period])
    return format_html(
        '{} {} told of another day by e-mail. <a class="govuk-notification-banner__link" '
        'href="{}#nudge">Write to those who still owe a return</a>',
        done,
        _had_letters([person.name for person in told]),
        chase,
    )


_NAMED = 3  # people that a sentence names before it only counts them


def _had_letters(names: list[str]) -> str:
    """ "Lena Lead was", "Four people were"."""
    if len(names) > _NAMED:
        return f"{len(names)} people were"
    return f"{joined(names)} {'was' if len(names) == 1 else 'were'}"


def _deadline(dates: Sequence[GovernanceDate]) -> str:
    day = data_deadline(dates)
    if day is None:
        return "No day is set as data deadline, so nobody is reminded of one."
    return f"Data is due by {with_weekday(day)}."
