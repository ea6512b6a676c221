"""Finds KPIs, notes, commentary and statements by their words, among what a reader may read.

Plain conditions of the database, the same on SQLite and PostgreSQL; every word must be found.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import reduce
from operator import and_, or_

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from objectives.models import KPI, Statement
from reporting import readable
from reporting.access import Reader
from reporting.models import Entry, Submission
from reporting.snippets import spellings


class Kind(StrEnum):
    """Where words are looked for."""

    KPIS = "kpis"
    NOTES = "notes"
    COMMENTARY = "commentary"
    STATEMENTS = "statements"


#: Of an entry, all that its lead wrote about it.
NOTES = ("note", "not_rated_reason", "lead_reason")
#: Of where a KPI stands: "tourism" finds those of Tourism.
_OF_PLACES = ("wording", "code", "sub_strand__name")


def found(kind: Kind, words: Sequence[str], reader: Reader) -> QuerySet:
    """The rows of that kind in which all `words` are found, best and newest first."""
    return _LOOKING[kind](words, reader)


def _kpis(words: Sequence[str], reader: Reader) -> QuerySet[KPI]:
    """By name first, then by what else the register and the plans say of them."""
    places = readable.visible_placements(reader)

    def in_place(word: str) -> Q:
        return Q(pk__in=places.filter(_has(word, _OF_PLACES)).values("kpi"))

    own = ["name", "definition", "source"]
    anywhere = [_has(word, own) | in_place(word) for word in words]
    by_name = Case(When(_all(_has(word, ["name"]) for word in words), then=0), default=Value(1))
    shown = places.select_related("sub_strand__strategy").order_by(
        "sub_strand__strategy__position", "-is_home", "position", "id"
    )
    return (
        readable.visible_kpis(reader)
        .filter(_all(anywhere))
        .order_by(by_name, "name", "id")
        .prefetch_related(Prefetch("placements", shown, to_attr="places"))
    )


def _notes(words: Sequence[str], reader: Reader) -> QuerySet[Entry]:
    return (
        Entry.objects.filter(
            _all(_has(word, NOTES) for word in words),
            submission__in=readable.readable_returns(reader).values("pk"),
        )
        .select_related("placement", "submission__quarter__strategy", "submission__sub_strand")
        .order_by(*_newest("submission__"), "placement__position", "placement_id")
    )


def _commentary(words: Sequence[str], reader: Reader) -> QuerySet[Submission]:
    return (
        readable.readable_returns(reader)
        .filter(_all(_has(word, ["commentary"]) for word in words))
        .select_related("quarter__strategy", "sub_strand")
        .order_by(*_newest(""))
    )


def _statements(words: Sequence[str], reader: Reader) -> QuerySet[Statement]:
    """Those of the plans; what a quarter's report says goes with the return that it is part of."""
    returns = readable.readable_returns(reader).filter(
        quarter__strategy=OuterRef("strategy"), quarter__period=OuterRef("quarter")
    )
    of_part = Exists(returns.filter(sub_strand=OuterRef("sub_strand")))
    of_whole = Exists(
        returns.filter(
            sub_strand__objective=OuterRef("objective"), sub_strand__stands_for_whole=True
        )
    )
    return (
        Statement.objects.filter(
            Q(quarter=None) | of_part | of_whole,
            _all(_has(word, ["heading", "text"]) for word in words),
            strategy__in=readable.visible_strategies(reader).values("pk"),
        )
        .select_related("strategy", "objective", "sub_strand")
        .order_by("strategy__position", "strategy_id", "position", "id")
    )


_LOOKING = {
    Kind.KPIS: _kpis,
    Kind.NOTES: _notes,
    Kind.COMMENTARY: _commentary,
    Kind.STATEMENTS: _statements,
}


def _newest(submission: str) -> tuple[str, ...]:
    """Newest quarter first, then as the plans print them."""
    return (
        f"-{submission}quarter__period",
        f"{submission}quarter__strategy__position",
        f"{submission}sub_strand__objective__position",
        f"{submission}sub_strand__position",
        f"{submission}sub_strand_id",
    )


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions, Q())


def _has(word: str, fields: Iterable[str]) -> Q:
    """Whether the word stands in any of the fields, in small or capital letters."""
    return reduce(
        or_, (Q(**{f"{name}__icontains": text}) for name in fields for text in spellings(word))
    )
