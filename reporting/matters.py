"""The matters of a quarter, for whoever reads them: who sees which, and in which order.

Those with a hand in a strategy see all of its matters. A viewer sees the questions, and what was
decided and is to be done once the quarter is published; what is about one sub-strand only if they
may read its return. An owner sees what is theirs for as long as they hold a role in the strategy:
with the last role it is gone, and the page tells recorders to hand it over. Nobody else sees any.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from objectives.models import Assignment, SubStrand
from objectives.periods import FinancialQuarter
from reporting import access, meeting
from reporting.access import Reader
from reporting.meeting import Item, MatterKind, Meeting
from reporting.models import Edition, Matter, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState


def visible_to(reader: Reader) -> QuerySet[Matter]:
    """The matters that this person may read."""
    if not reader.strategy_ids:
        return Matter.objects.none()
    works_on = [key for key in reader.strategy_ids if reader.works_on(key)]
    own = Q(owner=reader.user)
    reads = own | Q(kind=MatterKind.QUESTION) | _published()
    return Matter.objects.filter(
        Q(quarter__strategy__in=works_on) | (Q(quarter__strategy__in=reader.strategy_ids) & reads)
    )


def _published() -> Q:
    """Those of a published quarter, or recorded before the edition that a reopened one shows.

    About a sub-strand, only if its return is published too: what is being corrected is not.
    """
    editions = Edition.objects.filter(
        quarter=OuterRef("quarter"), published_at__gte=OuterRef("recorded_at")
    )
    returns = Submission.objects.filter(
        quarter=OuterRef("quarter"), sub_strand=OuterRef("sub_strand"), state=ReturnState.PUBLISHED
    )
    settled = Q(quarter__state=QuarterState.PUBLISHED)
    settled |= Q(quarter__state=QuarterState.REOPENED) & Exists(editions)
    return settled & (Q(sub_strand=None) | Exists(returns))


# --- Lists --------------------------------------------------------------------------------------


def of_quarter(quarter: Quarter, reader: Reader) -> Meeting:
    """What this person reads of the quarter's meeting. One query, however much there is."""
    return _meeting(quarter, visible_to(reader))


def for_briefing(quarter: Quarter, *, is_final: bool) -> Meeting:
    """What a pack says of the meeting: a final one, what every viewer reads. One query."""
    read_by_viewers = Q(kind=MatterKind.QUESTION) | _published()
    found = Matter.objects.filter(read_by_viewers) if is_final else Matter.objects.all()
    return _meeting(quarter, found)


def _meeting(quarter: Quarter, found: QuerySet[Matter]) -> Meeting:
    earlier = Quarter.objects.filter(strategy=quarter.strategy_id, period__lt=quarter.period)
    last = Subquery(earlier.order_by("-period").values("period")[:1])
    was_before = Q(quarter__period__lt=quarter.period)
    around = Q(closed_at__date__range=meeting.talked_about(quarter.period))
    question = Q(kind=MatterKind.QUESTION)
    found = found.filter(
        Q(quarter=quarter)
        | (was_before & Q(closed_at=None))
        | (question & Q(quarter__period=last))
        | (question & was_before & around),
        quarter__strategy=quarter.strategy_id,
    )
    return meeting.meeting_of(_items(found), quarter.period)


def about(sub_strand: SubStrand, quarter: Quarter, reader: Reader) -> list[Item]:
    """What is open about a sub-strand, of this quarter and of earlier ones."""
    found = (
        visible_to(reader).open().filter(sub_strand=sub_strand, quarter__period__lte=quarter.period)
    )
    return sorted(_items(found), key=lambda item: item.order)


def owned_by(reader: Reader) -> list[Item]:
    """What this person is to see to, what is due first at the top."""
    return sorted(_items(_owned(reader)), key=lambda item: item.order)


def owns_any(reader: Reader) -> bool:
    """Whether this person has anything to see to."""
    return _owned(reader).exists()


def owned_by_leads(reader: Reader) -> list[Item]:
    """What the leads are to see to for whom this person deputises now, in what they lead together:
    of the sub-strand and of its strategy as a whole. One query; none for those who don't."""
    deputised = [key for key, roles in reader.over_sub_strand.items() if Role.DEPUTY in roles]
    if not deputised:
        return []
    leads = Assignment.objects.on(reader.on).filter(
        role=Role.PROJECT_LEAD,
        sub_strand__in=deputised,
        sub_strand__strategy=OuterRef("quarter__strategy"),
        user=OuterRef("owner"),
    )
    of_lead = Exists(leads.filter(sub_strand=OuterRef("sub_strand")))
    found = visible_to(reader).open().exclude(owner=reader.user)
    found = found.filter(of_lead | (Q(sub_strand=None) & Exists(leads)))
    return sorted(_items(found), key=lambda item: item.order)


def _owned(reader: Reader) -> QuerySet[Matter]:
    return visible_to(reader).open().owned_by(reader.user)


def _items(found: QuerySet[Matter]) -> list[Item]:
    return [item_of(matter) for matter in found.select_related(*_WITH)]


_WITH = ("quarter__strategy", "sub_strand", "owner")


def item_of(matter: Matter) -> Item:
    """A matter as it is read."""
    owner, closed_at = matter.owner, matter.closed_at
    return Item(
        id=matter.pk,
        kind=MatterKind(matter.kind),
        text=matter.text,
        strategy_id=matter.quarter.strategy_id,
        strategy=matter.quarter.strategy.slug,
        strategy_name=matter.quarter.strategy.name,
        quarter=matter.quarter.period,
        sub_strand=matter.sub_strand.name if matter.sub_strand else "",
        asked_by=matter.asked_by,
        owner_id=matter.owner_id,
        owner=owner.name if owner else "",
        owner_post=post_of(owner) if owner else "",
        due_on=matter.due_on,
        outcome=matter.outcome,
        closed_on=timezone.localtime(closed_at).date() if closed_at else None,
    )


def post_of(user: User) -> str:
    """What somebody is called in what was asked and decided: their job title, else their name."""
    return user.job_title or user.name


def owners(quarter: Quarter, on) -> QuerySet[User]:
    """Who may be given a matter: everybody with a role in the strategy on that day."""
    strategy = quarter.strategy_id
    held = Assignment.objects.on(on).filter(Q(strategy=strategy) | Q(sub_strand__strategy=strategy))
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "id")


# --- One thing, for a view ----------------------------------------------------------------------


def quarter_for(reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address for somebody who reads matters of it.

    Raises Http404 where they may not open it, PermissionDenied where they hold no role in it.
    """
    quarter = access.quarter_for(reader, slug, period)
    if quarter.strategy_id not in reader.strategy_ids:
        raise PermissionDenied("Matters are for those who hold a role in the strategy.")
    return quarter


def matter_for(reader: Reader, slug: str, period: FinancialQuarter, number: int) -> Matter:
    """The matter at this address, if this person may read it. Raises Http404."""
    quarter = access.quarter_for(reader, slug, period)
    matter = visible_to(reader).filter(quarter=quarter, pk=number)
    found = matter.select_related(*_WITH, "recorded_by", "closed_by").first()
    if found is None:
        raise Http404("There is no such matter, or it is not yours to read yet.")
    return found


def may_close(reader: Reader, matter: Matter) -> bool:
    """Whether this person closes it and takes it up again: its owner, and whoever records."""
    strategy = matter.quarter.strategy_id
    is_own = reader.user is not None and matter.owner_id == reader.user.pk
    return reader.records(strategy) or (is_own and strategy in reader.strategy_ids)
