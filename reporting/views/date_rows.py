"""The rows in which an officer types a quarter's dates: shown, read, and shown again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from objectives.models.choices import choices
from objectives.periods import FinancialQuarter
from reporting import governance
from reporting.answers import GovernanceKind
from reporting.report import GovernanceDate
from reporting.views.carry import storable

EMPTY = 3  # rows to add more dates in
_MOST = 50  # rows that are read; a form has never as many

NO_KIND = "Choose what this is the date of."


@dataclass(frozen=True, slots=True)
class Row:
    """One date: of which kind, as typed, what is said of it, and what is wrong with it."""

    number: int
    kind: str
    typed: str
    is_fixed: bool  # its kind is not chosen here
    hint: str = ""
    fault: str = ""
    is_kind_missing: bool = False

    @property
    def label(self) -> str:
        """The kind in words; blank while it is not chosen."""
        return GovernanceKind(self.kind).label if self.kind else ""

    @property
    def href(self) -> str:
        """The field that its fault is about."""
        return f"#id_kind-{self.number}" if self.is_kind_missing else f"#id_when-{self.number}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form sent: its rows, the dates they make, and whether any can't be."""

    rows: list[Row]
    dates: list[GovernanceDate] = field(default_factory=list)

    @property
    def errors(self) -> list[dict]:
        """For the summary above the page."""
        return [{"text": _named(row), "href": row.href} for row in self.rows if row.fault]


def _named(row: Row) -> str:
    return f"{row.label}: {row.fault}" if row.label else row.fault


def shown(dates: Sequence[GovernanceDate], hints: Sequence[str]) -> list[Row]:
    """These dates to be changed, and empty rows; of a quarter without any, one of each kind."""
    known = list(dates) or [GovernanceDate(kind, None, "") for kind in GovernanceKind]
    rows = [
        Row(number, item.kind, governance.typed(item), True) for number, item in enumerate(known)
    ]
    empty = [Row(len(rows) + more, "", "", False) for more in range(EMPTY)]
    return with_hints(rows, hints) + empty


def with_hints(rows: Sequence[Row], hints: Sequence[str]) -> list[Row]:
    """The first rows with what is said of them."""
    said = [*hints, *[""] * len(rows)]
    return [replace(row, hint=hint) for row, hint in zip(rows, said, strict=False)]


def sent(data: QueryDict, period: FinancialQuarter) -> Typed:
    """What a form sent. A row without a date is left out; the order is the rows'."""
    data = storable(data)
    rows = []
    for number in range(_MOST):
        if f"when-{number}" not in data:
            break
        rows.append(_row(number, data, period))
    dates = [governance.read(row.kind, row.typed) for row in rows if row.typed and not row.fault]
    return Typed(rows, dates)


def _row(number: int, data: QueryDict, period: FinancialQuarter) -> Row:
    kind = data.get(f"kind-{number}", "")
    row = Row(
        number,
        kind if kind in set(GovernanceKind) else "",
        " ".join(data.get(f"when-{number}", "").replace("\0", "").split()),
        is_fixed=number < _fixed(data),
    )
    if row.typed and not row.kind:
        return replace(row, fault=NO_KIND, is_kind_missing=True, is_fixed=False)
    return replace(row, fault=governance.fault(row.typed, period)) if row.typed else row


def _fixed(data: QueryDict) -> int:
    """How many of the rows had their kind given."""
    text = data.get("fixed", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def context(rows: Sequence[Row]) -> dict:
    """What the rows' template prints."""
    return {
        "rows": rows,
        "fixed": sum(row.is_fixed for row in rows),
        "kinds": [{"value": value, "label": label} for value, label in choices(GovernanceKind)],
    }
