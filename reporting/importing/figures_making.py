"""What a file of figures would add to the plan (`--create`): unsaved, in the order of its lines."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.text import slugify

from objectives import measures
from objectives.decimals import without_trailing_zeros
from objectives.measures import Kind, Measure
from objectives.models import KPI, Objective, Placement, Strategy, SubStrand
from objectives.models.strategy import PAGES
from objectives.periods import FinancialQuarter, PeriodKind
from objectives.plan import KPIKind, Polarity, Style
from objectives.units import UNIT_ALIASES
from reporting.importing import figures_periods
from reporting.importing.figures_file import Row
from reporting.importing.figures_stored import Asked, Stored

_LONGEST_SLUG, _LONGEST_KPI_SLUG = 80, 120
_LONGEST_NAME = 200


class Unmade(Exception):
    """Why something can't be made; `column` says where the file asks for it."""

    def __init__(self, message: str, column: str = ""):
        super().__init__(message)
        self.column = column


@dataclass
class Made:
    """What is not there yet and has to be, before any figure has a place."""

    strategy: Strategy | None = None
    objectives: list[Objective] = field(default_factory=list)
    sub_strands: list[SubStrand] = field(default_factory=list)
    kpis: list[KPI] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)


class Making:
    """Makes what is absent, once each."""

    def __init__(self, asked: Asked, stored: Stored, period: FinancialQuarter | None):
        self.asked, self.stored, self.period = asked, stored, period
        self.made = Made()
        self.is_new = stored.strategy is None
        self.strategy = stored.strategy
        self.sub_strands = list(stored.sub_strands)
        self.numbers: dict[str, int] = {}  # the last taken, by sub-strand
        for placements in stored.placements.values():
            for item in placements:
                self._take_number(item.sub_strand.slug, item.number)

    def new_strategy(self) -> Strategy:
        """A strategy of figures against targets, for the financial year of the quarter."""
        slug, name = self.asked.strategy, self.asked.name or _name_of(self.asked.strategy)
        if slugify(slug) != slug or not slug or len(slug) > _LONGEST_SLUG:
            raise Unmade(f"“{slug[:80]}” can’t be an address: use small letters, digits and -.")
        if len(name) > _LONGEST_NAME:
            raise Unmade(f"A strategy’s name has {_LONGEST_NAME} characters at most.")
        year = self.period.year
        self.strategy = self.made.strategy = Strategy(
            slug=slug,
            name=name,
            style=Style.METRICS,
            tolerance=10,
            leads_declare_status=False,
            starts=date(year, 4, 1),
            ends=date(year + 1, 3, 31),
            position=Strategy.objects.count(),
        )
        return self.strategy

    def placement(self, row: Row, kind: PeriodKind, polarity: Polarity) -> Placement:
        """The row's KPI, at home in its sub-strand. Raises Unmade."""
        if not row["name"]:
            raise Unmade("A new KPI needs its name.", "name")
        sub_strand = self._sub_strand(row)
        kpi = self._kpi(row, kind, polarity)
        number = self._take_number(sub_strand.slug)
        placement = Placement(
            kpi=kpi,
            sub_strand=sub_strand,
            number=number,
            code=row["code"],
            wording=row["name"],
            position=number,
            first_quarter=None if self.is_new else self.period,
        )
        self.made.kpis.append(kpi)
        self.made.placements.append(placement)
        return placement

    def _take_number(self, sub_strand: str, number: int = 0) -> int:
        last = self.numbers.get(sub_strand, 0)
        self.numbers[sub_strand] = max(number or last + 1, last)
        return self.numbers[sub_strand]

    # --- Where it stands ----------------------------------------------------------------------

    def _sub_strand(self, row: Row) -> SubStrand:
        said = self.asked.sub_strand or row["section"]
        if not said:
            message = "A new KPI needs its sub-strand: name it with --sub-strand, or in a column."
            raise Unmade(message, "code")
        slug = slugify(said.replace("_", " "))[:_LONGEST_SLUG].strip("-")
        for item in self.sub_strands:
            if item.slug in (said, slug) or item.name.casefold() == said.casefold():
                return item
        if not slug or slug in PAGES:
            raise Unmade(f"“{said[:80]}” can’t be a sub-strand’s address.", "section")
        return self._new_sub_strand(slug, said if slug != said else _name_of(said))

    def _new_sub_strand(self, slug: str, name: str) -> SubStrand:
        """One that stands for its whole objective, which is made with it."""
        position = len(self.sub_strands) + 1
        objective = Objective(strategy=self.strategy, slug=slug, name=name, position=position)
        sub_strand = SubStrand(
            strategy=self.strategy,
            objective=objective,
            slug=slug,
            name=name,
            stands_for_whole=True,
            position=position,
        )
        self.made.objectives.append(objective)
        self.made.sub_strands.append(sub_strand)
        self.sub_strands.append(sub_strand)
        return sub_strand

    # --- What is counted ----------------------------------------------------------------------

    def _kpi(self, row: Row, kind: PeriodKind, polarity: Polarity) -> KPI:
        unit = _unit(row)
        basis = figures_periods.basis_of(kind, unit)
        figures = [found for _, found in _figures(row, unit)]
        is_milestone = bool(figures) and all(item.kind.is_time for item in figures)
        return KPI(
            slug=self._slug(row["name"]),
            name=row["name"],
            unit=unit,
            decimals=None if is_milestone else _decimals(figures),
            source=row["source"],
            kind=KPIKind.MILESTONE if is_milestone else KPIKind.MEASURE,
            polarity=polarity,
            basis=basis,
            basis_assumed=True,
            frequency=figures_periods.frequency_of(kind),
            period_type=row["period_type"],
            comparison=figures_periods.comparison_of(kind),
        )

    def _slug(self, name: str) -> str:
        base = slugify(name)[: _LONGEST_KPI_SLUG - 5].strip("-") or "kpi"
        slug, number = base, 1
        while slug in self.stored.slugs:
            number += 1
            slug = f"{base}-{number}"
        self.stored.slugs.add(slug)
        return slug


def _name_of(slug: str) -> str:
    text = " ".join(slug.replace("_", " ").replace("-", " ").split())
    return text[:1].upper() + text[1:]


def _figures(row: Row, unit: str) -> list[tuple[str, Measure]]:
    """What is understood of the row's values, by column."""
    columns = ("most_recent", "recent_1", "recent_2", "recent_3")
    read = ((column, measures.parse(row[column], unit=unit)) for column in columns)
    return [(column, item) for column, item in read if item and _is_value(item)]


def _is_value(item: Measure) -> bool:
    return item.kind.is_measured or item.kind.is_time


def _unit(row: Row) -> str:
    """As the column says, else the one that all figures are printed in."""
    if row["unit"]:
        return UNIT_ALIASES.get(row["unit"].casefold(), row["unit"])
    found = {item.unit: column for column, item in _figures(row, "") if item.unit}
    if len(found) > 1:
        units = " and ".join(sorted(found))
        raise Unmade(f"Its figures are in {units}: say which in a column Unit.", "most_recent")
    return next(iter(found), "")


def _decimals(figures: list[Measure]) -> int | None:
    """As many as are printed; a spreadsheet's .0 behind every number says nothing."""
    if any(item.kind is Kind.MONEY for item in figures):
        return None  # pounds and pence print by their own rule
    numbers = [without_trailing_zeros(item.number) for item in figures if item.number is not None]
    return max((-min(0, item.as_tuple().exponent) for item in numbers), default=0)
