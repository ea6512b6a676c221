"""The drawings of a pack: the statuses over the quarters, and a KPI's trend. Pure."""

from collections.abc import Sequence

from reporting.briefing.document import Picture
from reporting.briefing.material import Standings
from reporting.report import Line, SubStrandReport


def statuses(over_quarters: Sequence[Standings]) -> Picture | None:
    """How many KPIs stood how at each quarter's end; None for fewer than two quarters."""
    return None


def trend(part: SubStrandReport, line: Line) -> Picture | None:
    """A KPI's values beside its target; None where there is no series to draw."""
    return None
