"""What a quarter's report says in words beside its figures: the plan's statements and its own."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q

from objectives import models
from objectives.models import SubStrand
from reporting.models import Quarter
from reporting.report import Statement


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, and whether it is the quarter's: the plan's own may be read by everybody."""

    statement: Statement
    is_of_quarter: bool


@dataclass(frozen=True, slots=True)
class Statements:
    """The plan's statements and those of one quarter, by where they stand."""

    of_objectives: dict[int, list[Said]] = field(default_factory=dict)
    of_sub_strands: dict[int, list[Said]] = field(default_factory=dict)

    def of(self, sub_strand: SubStrand, *, is_readable: bool) -> tuple[Statement, ...]:
        """What is said of a sub-strand; of the quarter only to those who may read its return.

        An objective's statements are its sub-strand's where that stands for all of it.
        """
        found = self.of_sub_strands.get(sub_strand.id, [])
        if sub_strand.stands_for_whole:
            found = self.of_objectives.get(sub_strand.objective_id, []) + found
        return tuple(item.statement for item in found if is_readable or not item.is_of_quarter)


_COLUMNS = ("id", "objective_id", "sub_strand_id", "quarter", "kind", "heading", "text")


def statements_of(quarter: Quarter) -> Statements:
    """All of the strategy's statements that this quarter's report may hold: one query."""
    rows = (
        models.Statement.objects.filter(strategy=quarter.strategy_id)
        .filter(Q(quarter=None) | Q(quarter=quarter.period))
        .order_by("position", "id", "kpis__slug")
        .values_list(*_COLUMNS, "kpis__slug")
    )
    found = Statements()
    for (_, objective, sub_strand, of_quarter, *words), group in groupby(
        rows, lambda row: row[:-1]
    ):
        kpis = tuple(slug for *_, slug in group if slug)
        said = Said(Statement(*words, kpis), is_of_quarter=of_quarter is not None)
        place, key = found.of_sub_strands, sub_strand
        if sub_strand is None:
            place, key = found.of_objectives, objective
        place.setdefault(key, []).append(said)
    return found
