"""What there is to judge a figure by: the KPI as it stands in one place, its target, its history.

Pure values, standard library only. `judging`, `change`, `distance`, `plausibility` and `freshness`
take them; `Placement`, `Target`, `Entry` and `Observation` are where they come from.
"""

from dataclasses import dataclass
from decimal import Decimal

from objectives.measures import Kind
from objectives.periods import DataPeriod, FinancialQuarter
from objectives.plan import (
    Basis,
    Certainty,
    Comparison,
    Frequency,
    KPIKind,
    Polarity,
    TargetPeriod,
    YearProfile,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A KPI's terms at one of its places: its own defaults, or what the placement says instead.

    `tolerance` is in percent of a target (still Amber); `same_band` is in the figure's own unit: a
    change no larger is no change. A `polarity_doubt` says in words why the printed polarity
    can't be relied on: nothing is then judged by it. `decimals` None prints as many as needed.
    """

    kind: KPIKind = KPIKind.MEASURE
    unit: str = ""
    decimals: int | None = None
    polarity: Polarity = Polarity.UNKNOWN
    polarity_doubt: str = ""
    basis: Basis = Basis.UNKNOWN
    frequency: Frequency = Frequency.UNKNOWN
    comparison: Comparison = Comparison.PREVIOUS_PERIOD
    tolerance: Decimal = Decimal(10)
    same_band: Decimal = Decimal(0)
    is_ordinal: bool = False  # steps on a scale, such as an inspector's rating, are no amounts

    @property
    def judged_polarity(self) -> Polarity:
        """The polarity to judge by: unknown where there is a doubt about the printed one."""
        return Polarity.UNKNOWN if self.polarity_doubt else self.polarity


@dataclass(frozen=True, slots=True)
class Promise:
    """A target as typed and as understood (`objectives.models.Target`).

    `number` and `upper` are in the figure's unit; with `upper` the target is a range. `shares` are
    the four quarters' figures of an explicit profile (each quarter's own) or a cumulative one
    (what is expected by each quarter's end), in order.
    """

    printed: str
    kind: Kind
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    text: str = ""
    period: TargetPeriod = TargetPeriod.STANDING
    year: int | None = None  # in which the target's year begins
    quarter: int | None = None
    profile: YearProfile = YearProfile.EQUAL
    shares: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """What a return says of a KPI: the figure as printed and as understood, and its time.

    `kind` and `number` are as `measures.parse` gave them; `period` is None where it is not known
    what time the figure covers. `was_forecast`: a date kept from an earlier quarter, in which it
    lay ahead or was not judged done.
    """

    printed: str
    kind: Kind
    number: Decimal | None = None
    unit: str = ""
    text: str = ""
    period: DataPeriod | None = None
    certainty: Certainty = Certainty.FINAL
    was_forecast: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A value of the KPI that is on record for a data period."""

    number: Decimal
    printed: str
    period: DataPeriod
    certainty: Certainty = Certainty.FINAL
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """All that one KPI's line in one quarter is judged by.

    `reported` is None where nothing was reported. `earlier` are the values on record whose period
    ends before the reported one's (any before the quarter's end where nothing was reported),
    oldest first, of whatever kind of period.
    """

    quarter: FinancialQuarter
    terms: Terms
    promise: Promise | None = None
    reported: Reported | None = None
    earlier: tuple[Known, ...] = ()
