"""Prepares the page of what others have for a KPI: the values on record, and the form for more."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.urls import reverse

from objectives.models import KPI
from objectives.period_reading import parse_period
from objectives.plan import Certainty, KPIKind
from reporting import comparators
from reporting.actions.comparators import NO_PERIOD, NOT_COUNTED, Value
from reporting.matters import post_of
from reporting.models import Observation

ROWS = 6  # values that are typed at once
NOTHING = "Enter at least one value: its time, and the figure."
NO_VALUE = "Choose the value to take off the record."
NOT_READ = "“{typed}” is not read as a time. Write it like 2022/23, 2022 or July to September 2023."
_COMMON = ("series", "source", "certainty")
_OF_ROWS = ("period", "figure", "reason")


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


@dataclass(frozen=True)
class Typed:
    """What the form for more values holds, and what is wrong with it by the field's name."""

    common: Mapping[str, str] = field(default_factory=lambda: {"certainty": Certainty.FINAL.value})
    rows: tuple[Mapping[str, str], ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: QueryDict) -> "Typed":
        """What was sent."""
        return cls(
            common={name: _clean(sent.get(name, "")) for name in _COMMON},
            rows=tuple(
                {name: _clean(sent.get(f"{name}-{row}", "")) for name in _OF_ROWS}
                for row in range(ROWS)
            ),
        )

    @property
    def filled(self) -> list[int]:
        """The rows in which a time or a figure stands."""
        return [at for at, row in enumerate(self.rows) if row["period"] or row["figure"]]

    def values(self, kpi: KPI) -> list[Value]:
        """The rows as values to put on record."""
        return [
            Value(
                kpi=kpi,
                period=parse_period(self.rows[at]["period"]),
                figure=self.rows[at]["figure"],
                reason=self.rows[at]["reason"],
                **self.common,
            )
            for at in self.filled
        ]

    def with_nothing(self) -> "Typed":
        """The same, of which no row is filled."""
        return replace(self, faults={"period-0": NOTHING})

    def with_faults(self, of_values: Mapping[int, Mapping[str, str]]) -> "Typed":
        """The same with what is wrong: what all values share once, the rest in its row."""
        faults = {}
        for index, wrong in of_values.items():
            at = self.filled[index]
            for name, words in wrong.items():
                if name == "period" and words == NO_PERIOD and self.rows[at]["period"]:
                    words = NOT_READ.format(typed=_short(self.rows[at]["period"]))
                faults[name if name in _COMMON else f"{name}-{at}"] = words
        return replace(self, faults=faults)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


@dataclass(frozen=True)
class Withdrawing:
    """What a form to withdraw a value holds, and what is wrong with it."""

    value: str = ""
    series: str = ""
    reason: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: QueryDict) -> "Withdrawing":
        """What was sent."""
        return cls(*(_clean(sent.get(name, "")) for name in ("value", "series", "withdraw_reason")))

    def with_no_value(self) -> "Withdrawing":
        """The same, in which no value was chosen."""
        return replace(self, faults={"value": NO_VALUE})

    def with_faults(self, faults: Mapping[str, str]) -> "Withdrawing":
        """The same with what is wrong."""
        return replace(self, faults=faults)


# --- The page -----------------------------------------------------------------------------------


def context(kpi: KPI, typed: Typed, withdrawing: Withdrawing, refused: str = "") -> dict:
    """All that the template prints. Two queries."""
    held = comparators.of_kpi(kpi)
    return {
        "title": "Comparators",
        "caption": kpi.name,
        "crumbs": [
            {"label": "KPIs", "url": reverse("reporting:kpis")},
            {"label": kpi.name, "url": reverse("reporting:kpi", args=[kpi.slug])},
        ],
        "lede": LEDE,
        "series": [_series(at, name, held[name], withdrawing, kpi) for at, name in enumerate(held)],
        "none": NONE,
        "form": _form(kpi, typed) if kpi.kind == KPIKind.MEASURE else None,
        "instead": NOT_COUNTED,
        "withdraw_url": reverse("reporting:kpi_comparator_withdraw", args=[kpi.slug]),
        "errors": _errors(typed, withdrawing, refused, list(held)),
    }


LEDE = (
    "The values of other places or groups, such as England or statistical neighbours. Each stands "
    "beside the council’s figure for the same time, and never makes a status."
)
NONE = "Nobody else’s values are on record for this KPI yet. Add the first below."


def _errors(typed: Typed, withdrawing: Withdrawing, refused: str, series: list[str]) -> list[dict]:
    """For the summary: in the order of the page, each with the field that it is about."""
    at = series.index(withdrawing.series) if withdrawing.series in series else 0
    errors = [{"text": refused, "href": ""}] if refused else []
    for name, words in withdrawing.faults.items():
        field_of = "withdraw_reason" if name == "reason" else "value"
        errors.append({"text": words, "href": f"#id_{field_of}-{at}"})
    for name, words in typed.faults.items():
        errors.append({"text": words, "href": f"#id_{name}"})
    return errors


_ALL_OF_ONE = "Its source, or withdraw it"


def _series(
    at: int, name: str, held: list[Observation], withdrawing: Withdrawing, kpi: KPI
) -> dict:
    """One series: its latest value, all of them newest first, and the form to withdraw one."""
    newest = held[::-1]
    is_asked = withdrawing.series == name
    return {
        "at": at,
        "name": name,
        "latest": f"{_value(newest[0], kpi)} for {newest[0].period_label}",
        "all": _ALL_OF_ONE if len(held) == 1 else f"All {len(held)} values, or withdraw one",
        "values": [
            {
                "id": item.pk,
                "time": item.period_label,
                "printed": _value(item, kpi),
                "source": item.source or "Not recorded",
                "who": _origin(item),
                "when": item.recorded_at,
                "chosen": len(held) == 1 or (is_asked and withdrawing.value == str(item.pk)),
            }
            for item in newest
        ],
        "reason": withdrawing.reason if is_asked else "",
        "faults": withdrawing.faults if is_asked else {},
        "is_open": is_asked,
    }


def _value(item: Observation, kpi: KPI) -> str:
    printed = comparators.printed(item, kpi)
    return f"{printed}, provisional" if item.certainty == Certainty.PROVISIONAL else printed


def _origin(item: Observation) -> str:
    return post_of(item.recorded_by) if item.recorded_by else "Loaded from a file"


def _form(kpi: KPI, typed: Typed) -> dict:
    """The form for more values, with what was typed and what is wrong with it."""
    blank = dict.fromkeys(_OF_ROWS, "")
    rows = [typed.rows[at] if at < len(typed.rows) else blank for at in range(ROWS)]
    return {
        "series": typed.common.get("series", ""),
        "source": typed.common.get("source", ""),
        "names": comparators.names(),
        "unit": _UNITS.get(kpi.unit, f"In {kpi.unit}." if kpi.unit else ""),
        "certainties": _certainties(typed.common.get("certainty", "")),
        "faults": typed.faults,
        "rows": [
            {
                "at": at,
                "number": at + 1,
                **row,
                "faults": {name: typed.faults.get(f"{name}-{at}", "") for name in _OF_ROWS},
                "asks_reason": bool(row["reason"] or typed.faults.get(f"reason-{at}")),
            }
            for at, row in enumerate(rows)
        ],
    }


_UNITS = {"%": "In per cent.", "GBP": "In pounds."}


def _certainties(chosen: str) -> list[dict]:
    return [
        {
            "id": "id_certainty" if certainty == Certainty.FINAL else f"id_certainty_{certainty}",
            "value": certainty.value,
            "label": label,
            "hint": hint,
            "checked": certainty == chosen,
        }
        for certainty, label, hint in (
            (Certainty.FINAL, "Final", ""),
            (Certainty.PROVISIONAL, "Provisional", "They will be confirmed or changed."),
        )
    ]
