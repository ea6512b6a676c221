"""What other places have for a KPI, as it is on record: values by named series, to read."""

from collections import defaultdict

from objectives.judging.beside import printed_by
from objectives.judging.case import Terms
from objectives.models import KPI
from reporting.models import Observation


def of_kpi(kpi: KPI) -> dict[str, list[Observation]]:
    """The values that stand, by series: the series by name, each oldest first. One query."""
    standing = Observation.objects.current().of_comparators().filter(kpi=kpi)
    found = defaultdict(list)
    for item in standing.select_related("recorded_by").order_by("ends", "starts", "id"):
        found[item.series].append(item)
    return {series: found[series] for series in sorted(found, key=by_name)}


def printed(item: Observation, kpi: KPI) -> str:
    """A value as pages print it: a bare number with the KPI's unit."""
    return printed_by(item.known, Terms(unit=kpi.unit, decimals=kpi.decimals))


def names() -> list[str]:
    """The series that any KPI has values of, by name."""
    used = Observation.objects.of_comparators().order_by().values_list("series", flat=True)
    return sorted(used.distinct(), key=by_name)


def by_name(series: str) -> tuple[str, str]:
    """The order of series: as people read names, whatever the database thinks of capitals."""
    return (series.casefold(), series)
