"""When a milestone is due. Pure."""

from objectives.judging.case import Promise
from objectives.judging.moments import Moment, moment_of
from objectives.measures import Kind
from objectives.plan import KPIKind
from reporting.report import Line


def due(line: Line) -> Moment | None:
    """When a milestone is due; None for anything else, and where its target is no point in time."""
    target = line.target_figure
    if line.kind != KPIKind.MILESTONE or target is None or not line.target:
        return None
    return moment_of(Promise(line.target, Kind(target.kind), text=target.text))
