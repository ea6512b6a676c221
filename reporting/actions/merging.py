"""Settling whether two KPIs are the same: different, because; one from now on; and back again.

Editions are never touched: they keep the names and figures that they printed.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User
from objectives.models import KPI, Placement, PossiblySame, Statement
from reporting import merging as rules
from reporting import readable, same
from reporting.access import Reader
from reporting.actions import moves
from reporting.actions.observing import lock_quarters, lock_record
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Merging, Observation, Quarter
from reporting.same import Pair, Verdict

LONGEST_REASON = 5000
NO_REASON = "Say what makes them different."
NOT_CHOSEN = "Choose which of the two stands for both."
MEANWHILE = (
    "Something about the two changed since you opened this page. Read it once more, and decide "
    "again if it still holds."
)
UNDONE = "Nothing was changed: this merge was undone already."
NOT_DIFFERENT = "Nothing was changed: the two are not recorded as different."


class Meanwhile(Refused):
    """Somebody settled it, or something about the two changed, since the page was read."""


@transaction.atomic
def differ(*, pair: Pair, seen: str, because: str, by: User, now: datetime) -> PossiblySame:
    """Record that the two are different, and why.

    `seen` is `same.version_of` what the person decided on. Raises PermissionDenied, Faulty without
    a reason, and Meanwhile.
    """
    pair = _take(pair, seen, by, now)
    because = because.replace("\0", "").strip()
    if not because:
        raise Faulty({"reason": NO_REASON})
    if len(because) > LONGEST_REASON:
        words = f"Use {LONGEST_REASON:,} characters or fewer; there are {len(because):,}."
        raise Faulty({"reason": words})
    before = pair.doubt.verdict
    _settle(pair.doubt, Verdict.DIFFERENT, by, now, because)
    audit.record(
        by=by,
        action="kpi.differ",
        subject=pair.doubt,
        now=now,
        before={"verdict": before},
        after={"verdict": Verdict.DIFFERENT, "reason": because},
    )
    return pair.doubt


@transaction.atomic
def take_up_again(*, pair: Pair, seen: str, by: User, now: datetime) -> PossiblySame:
    """Ask once more whether two that were found different are the same.

    Raises PermissionDenied, Meanwhile, and Refused where they are not recorded as different.
    """
    pair = _take(pair, seen, by, now, verdict=Verdict.DIFFERENT)
    before = {"verdict": pair.doubt.verdict, "reason": pair.doubt.because}
    _settle(pair.doubt, Verdict.OPEN)
    after = {"verdict": Verdict.OPEN}
    audit.record(
        by=by, action="kpi.take_up_again", subject=pair.doubt, now=now, before=before, after=after
    )
    return pair.doubt


@transaction.atomic
def merge(*, pair: Pair, keep: str, seen: str, by: User, now: datetime) -> Merging:
    """Let the KPI with the slug `keep` stand for both.

    Raises PermissionDenied, Meanwhile, Faulty where `keep` is neither, and Refused with all that
    stands in the way (`reporting.merging.obstacles`).
    """
    pair = _take(pair, seen, by, now)
    kept = next((item for item in pair.kpis if item.slug == keep), None)
    if kept is None:
        raise Faulty({"keep": NOT_CHOSEN})
    absorbed = pair.other if kept == pair.one else pair.one
    found = rules.obstacles(kept, absorbed)
    if found:
        raise Refused(" ".join(found))
    moved = {
        "pair": pair.doubt.pk,
        "placements": _take_places(kept, absorbed),
        "observations": _take_figures(kept, absorbed),
        "statements": _take_statements(kept, absorbed),
    }
    KPI.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    _settle(pair.doubt, Verdict.SAME, by, now)
    merging = Merging.objects.create(
        kept=kept, absorbed=absorbed, moved=audit.canonical(moved), made_at=now, made_by=by
    )
    _count_change(kept)
    audit.record(
        by=by,
        action="kpi.merge",
        subject=pair.doubt,
        now=now,
        before={"verdict": Verdict.OPEN},
        after={"verdict": Verdict.SAME, "merging": merging.pk, **_facts(kept, absorbed, moved)},
    )
    return merging


@transaction.atomic
def undo(*, pair: Pair, seen: int, by: User, now: datetime) -> Merging:
    """Make two again of what `merge` made one: all that came is given back as it was.

    `seen` is the id of the merge that the person saw. Figures that were reported since at a place
    that goes back go with it. Raises PermissionDenied, and Refused where it was undone already or
    where what came since stands in the way.
    """
    pair = _lock(pair)
    _check_right(pair, by, now)
    merging = same.merging_of(pair)
    if merging is None or merging.pk != seen:
        raise Meanwhile(UNDONE)
    kept, absorbed = merging.kept, merging.absorbed
    moved = json.loads(merging.moved)
    back = _going_back(moved, kept, absorbed)
    _give_back_places(moved, absorbed)
    _give_back_figures(back, absorbed)
    _relink(moved["statements"], absorbed)
    KPI.objects.filter(pk=absorbed.pk).update(merged_into=None)
    _settle(pair.doubt, Verdict.OPEN)
    merging.undone_at, merging.undone_by = now, by
    merging.save()
    _count_change(kept, absorbed)
    audit.record(
        by=by,
        action="kpi.undo_merge",
        subject=pair.doubt,
        now=now,
        before={"verdict": Verdict.SAME, "merging": merging.pk},
        after={"verdict": Verdict.OPEN, **_facts(kept, absorbed, moved)},
    )
    return merging


# --- The two, locked ------------------------------------------------------------------------------


def _take(pair: Pair, seen: str, by: User, now: datetime, *, verdict: str = Verdict.OPEN) -> Pair:
    """The pair, locked and read afresh, for somebody who settles it and saw it as it is."""
    pair = _lock(pair)
    _check_right(pair, by, now)
    if same.version_of(pair) != seen:
        raise Meanwhile(MEANWHILE)
    if pair.doubt.verdict != verdict or pair.one == pair.other:
        raise Refused(NOT_DIFFERENT if verdict == Verdict.DIFFERENT else MEANWHILE)
    return pair


def _lock(pair: Pair) -> Pair:
    """Returns that are being made, then the KPIs, then the pair: in the order of every act."""
    merging = same.merging_of(pair)
    kpis = {*pair.kpis, merging.absorbed} if merging else {*pair.kpis}
    moves.lock(rules.touched(*kpis))
    lock_record({item.pk for item in kpis})
    doubt = PossiblySame.objects.select_for_update(of=("self",), no_key=True).get(pk=pair.doubt.pk)
    return same.pair_of(doubt)


def _check_right(pair: Pair, by: User, now: datetime) -> None:
    who = Reader.of(by, timezone.localdate(now))
    if not by.is_active or not readable.settles(who, *pair.kpis):
        raise PermissionDenied("Officers of all the strategies where they stand settle this.")


def _settle(
    doubt: PossiblySame,
    verdict: str,
    by: User | None = None,
    now: datetime | None = None,
    because: str = "",
) -> None:
    doubt.verdict, doubt.because = verdict, because
    doubt.settled_by, doubt.settled_at = by, now
    doubt.save()


def _count_change(*kpis: KPI) -> None:
    """Count a change in every quarter that is being made and prints any of them."""
    quarters = Quarter.objects.taking_returns().filter(
        strategy__sub_strands__placements__kpi__in=kpis
    )
    keys = lock_quarters(quarters)
    Quarter.objects.filter(pk__in=keys).update(version=F("version") + 1)


def _facts(kept: KPI, absorbed: KPI, moved: dict) -> dict:
    """For the record: which stands, and how much moved; `merging.moved` has it row by row."""
    return {
        "kept": kept.name,
        "absorbed": absorbed.name,
        "placements": [item["id"] for item in moved["placements"]],
        "observations": len(moved["observations"]),
    }


# --- What comes -----------------------------------------------------------------------------------


def _take_places(kept: KPI, absorbed: KPI) -> list[dict]:
    """Each place with what it was; it judges as it did, and enters a figure unless another does."""
    found = []
    for item in rules.coming(kept, absorbed):
        place = item.placement
        found.append({"id": place.pk, **{name: getattr(place, name) for name in _OF_PLACE}})
        Placement.objects.filter(pk=place.pk).update(
            kpi=kept, is_home=item.is_home, **item.overrides
        )
    return found


_OF_PLACE = ("is_home", "polarity", "basis", "decimals")


def _take_figures(kept: KPI, absorbed: KPI) -> list[dict]:
    """Each value with what it was; off the record where the kept KPI has one for that time."""
    theirs = Observation.objects.filter(kpi=absorbed).order_by("pk")
    found = list(theirs.values("id", "is_current", "withdrawn"))
    off = [item.pk for item in rules.replaced(kept, absorbed)]
    Observation.objects.filter(pk__in=off).update(is_current=False, withdrawn=_withdrawn(kept))
    theirs.update(kpi=kept)
    return [{**item, "was_replaced": item["id"] in set(off)} for item in found]


def _withdrawn(kept: KPI) -> str:
    return f"Merged into “{kept}”, whose figure stands."


def _take_statements(kept: KPI, absorbed: KPI) -> list[int]:
    """What the plan says of it is said of the kept KPI, unless it is so already."""
    link = Statement.kpis.through
    said = link.objects.filter(kpi=kept).values("statement")
    links = link.objects.filter(kpi=absorbed).exclude(statement__in=said).order_by("pk")
    keys = list(links.values_list("pk", flat=True))
    _relink(keys, kept)
    return keys


def _relink(links: Collection[int], kpi: KPI) -> None:
    Statement.kpis.through.objects.filter(pk__in=links).update(kpi=kpi)


# --- What goes back -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Back:
    """The values that go back: those to make again what they were, and those that came since."""

    restored: list[dict]
    new: set[int]

    @property
    def keys(self) -> set[int]:
        return {item["id"] for item in self.restored} | self.new


def _going_back(moved: dict, kept: KPI, absorbed: KPI) -> _Back:
    """What goes back; raises Refused where it can't, with the reason in a sentence."""
    _check_still_there(moved, kept, absorbed)
    found = rules.under_way(kept)
    if found:
        raise Refused(" ".join(found))
    back = _Back(moved["observations"], _reported_since(moved, kept))
    _check_apart(back, kept, absorbed)
    return back


def _check_still_there(moved: dict, kept: KPI, absorbed: KPI) -> None:
    """Raise Refused unless all that came is where it came to."""
    if kept.merged_into_id is not None:
        raise Refused(
            f"“{kept}” was itself merged into “{kept.merged_into}” since: undo that first."
        )
    if absorbed.placements.exists() or absorbed.observations.exists():
        raise Refused(f"“{absorbed}” stands in a plan again by itself: nothing can be given back.")
    places = {item["id"] for item in moved["placements"]}
    figures = {item["id"] for item in moved["observations"]}
    if kept.placements.filter(pk__in=places).count() != len(places) or kept.observations.filter(
        pk__in=figures
    ).count() != len(figures):
        raise Refused(f"Some of what came from “{absorbed}” is not with “{kept}” any more.")


def _reported_since(moved: dict, kept: KPI) -> set[int]:
    """The values reported since at the places that go back, and the corrections of what goes."""
    old = {item["id"] for item in moved["observations"]}
    places = [item["id"] for item in moved["placements"]]
    theirs = kept.observations.exclude(pk__in=old)
    new = set(theirs.filter(entry__placement__in=places).values_list("pk", flat=True))
    while True:
        corrections = theirs.filter(entry=None, supersedes__in=old | new).exclude(pk__in=new)
        keys = set(corrections.values_list("pk", flat=True))
        if not keys:
            return new
        new |= keys


def _check_apart(back: _Back, kept: KPI, absorbed: KPI) -> None:
    """Raise Refused where a value of the one took the place of a value of the other since."""
    again = [item["id"] for item in back.restored if item["was_replaced"] and item["is_current"]]
    times = {_time(item) for item in Observation.objects.filter(pk__in=again)}
    since = Observation.objects.filter(pk__in=back.new, is_current=True)
    found = _crossing(back.keys, kept) or next(
        (item for item in since if _time(item) in times), None
    )
    if found is not None:
        raise Refused(
            f"“{absorbed}” can’t be given its figures back: the one for {found.period_label} was "
            "reported or corrected since, and which of the two it belongs to can’t be told."
        )


def _crossing(keys: set[int], kept: KPI) -> Observation | None:
    """A value that took the place of one of the other's: one goes back, and one stays."""
    changes = kept.observations.filter(supersedes__isnull=False).order_by("pk")
    apart = (item for item in changes if (item.pk in keys) != (item.supersedes_id in keys))
    return next(apart, None)


def _time(item: Observation) -> tuple:
    return (item.series, item.period_kind, item.starts, item.ends)


def _give_back_places(moved: dict, absorbed: KPI) -> None:
    for item in moved["placements"]:
        was = {name: item[name] for name in _OF_PLACE}
        Placement.objects.filter(pk=item["id"]).update(kpi=absorbed, **was)


def _give_back_figures(back: _Back, absorbed: KPI) -> None:
    """To the KPI they came from; what the merge took off the record stands there as it did."""
    Observation.objects.filter(pk__in=back.keys).update(kpi=absorbed)
    for is_current, group in _by_currency(item for item in back.restored if item["was_replaced"]):
        Observation.objects.filter(pk__in=group).update(is_current=is_current, withdrawn="")


def _by_currency(items: Iterable[dict]) -> list[tuple[bool, list[int]]]:
    groups: dict[bool, list[int]] = {False: [], True: []}
    for item in items:
        groups[item["is_current"]].append(item["id"])
    return list(groups.items())
