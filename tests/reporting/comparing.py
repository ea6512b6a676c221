"""What tests of comparators share: values as people type them, put on record by an officer."""

from objectives.period_reading import parse_period
from reporting.actions import comparators
from reporting.actions.comparators import Value
from tests.factories import NOW


def value(kpi, series="England", period="2022/23", figure="19.9", **fields) -> Value:
    """One value, its time as it is typed."""
    return Value(kpi=kpi, series=series, period=parse_period(period), figure=figure, **fields)


def record(kpi, by, series="England", period="2022/23", figure="19.9", **fields):
    """Put one value on record."""
    given = {"by": by, "now": NOW, **fields}
    return comparators.record(
        kpi=kpi, series=series, period=parse_period(period), figure=figure, **given
    )


def withdraw(observation, by, reason="It was another district’s."):
    return comparators.withdraw(observation=observation, reason=reason, by=by, now=NOW)
