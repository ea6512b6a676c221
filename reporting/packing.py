"""What is there of a quarter's briefing pack: its texts, its Member wording, the packs made of it.

Read only; `actions.packs` and `actions.wording` write.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from objectives.days import in_words
from reporting import briefing_material, pack_access, pack_terms
from reporting.access import Reader, visible_quarters
from reporting.briefing.material import Material
from reporting.briefing.terms import Audience
from reporting.models import MemberWording, Pack, PackText, Quarter
from reporting.pack_terms import Rows, Wording
from reporting.quarter_report import for_export
from reporting.report import QuarterReport, SubStrandReport
from reporting.workflow import QuarterState

_FLAGS = ("exceptions_only", "with_differences")


# --- Its texts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stored:
    """The fields of a quarter's pack as they stand, saved or proposed.

    `copied_from` names the quarter whose pack they were copied from, while nobody has saved them.
    """

    rows: Rows
    version: int = 0
    saved_at: datetime | None = None
    saved_by: User | None = None
    copied_from: str = ""


def texts_of(quarter: Quarter) -> Stored:
    """What an officer saved of the quarter's pack; else what it starts from."""
    text = PackText.objects.filter(quarter=quarter).select_related("saved_by").first()
    if text is not None:
        return Stored(rows_of(text), text.version, text.saved_at, text.saved_by)
    earlier = _earlier_text(quarter)
    if earlier is not None:
        rows = rows_of(earlier) | {"meeting_on": ""}
        return Stored(rows, copied_from=earlier.quarter.period.name)
    proposed = asdict(briefing_material.default_texts(quarter.strategy))
    return Stored(pack_terms.blank() | pack_terms.cleaned(proposed))


def rows_of(text: PackText) -> Rows:
    """The stored fields, each as text."""
    rows = {name: str(getattr(text, name)) for name in pack_terms.NAMES}
    rows["left_out"] = pack_terms.listed(text.left_out)
    for name in _FLAGS:
        rows[name] = pack_terms.YES if getattr(text, name) else ""
    return rows


def put(text: PackText, rows: Rows) -> None:
    """Set the fields on `text`; nothing is saved."""
    for name in pack_terms.NAMES:
        setattr(text, name, rows[name])
    text.left_out = rows["left_out"].split()
    text.word_limit = int(rows["word_limit"])
    for name in _FLAGS:
        setattr(text, name, rows[name] == pack_terms.YES)


def _earlier_text(quarter: Quarter) -> PackText | None:
    earlier = PackText.objects.filter(
        quarter__strategy=quarter.strategy_id, quarter__period__lt=quarter.period
    )
    return earlier.select_related("quarter").order_by("-quarter__period").first()


# --- Its wording ----------------------------------------------------------------------------------


def report_for(quarter: Quarter) -> QuarterReport:
    """What a pack made now would print: the edition, or all that has been submitted."""
    return for_export(quarter)


def wordings(quarter: Quarter, report: QuarterReport) -> list[Wording]:
    """The Member wording of each sub-strand, in printed order. One query."""
    stored = {
        item.submission.sub_strand.slug: item
        for item in MemberWording.objects.filter(submission__quarter=quarter).select_related(
            "submission__sub_strand", "signed_off_by"
        )
    }
    return [wording(part, stored.get(part.slug)) for part in report.sub_strands]


def wording(part: SubStrandReport, stored: MemberWording | None) -> Wording:
    """One sub-strand's, as it would be printed."""
    if stored is None or not part.is_in:
        version = stored.version if stored else 0
        return Wording(
            slug=part.slug,
            name=part.name,
            objective=part.objective_slug,
            commentary=part.commentary,
            version=version,
            is_in=part.is_in,
        )
    return Wording(
        slug=part.slug,
        name=part.name,
        objective=part.objective_slug,
        commentary=part.commentary,
        text=stored.text,
        version=stored.version,
        written_from=stored.commentary,
        signed_off=_signed_off(stored),
    )


def _signed_off(stored: MemberWording) -> str:
    if stored.signed_off_at is None:
        return ""
    day = in_words(timezone.localdate(stored.signed_off_at))
    return f"{stored.signed_off_by.name}, {day}"


# --- What a pack is made of -----------------------------------------------------------------------


def material_for(
    quarter: Quarter,
    rows: Rows,
    found: Iterable[Wording],
    *,
    made_on: date,
    number: int,
    is_final: bool,
) -> tuple[Material, Pack | None]:
    """All that a pack made now says, and the pack by which its reader was last briefed."""
    texts = {item.slug: item.text for item in found if item.is_own}
    terms = pack_terms.terms(rows, texts)
    since = last_briefed(quarter, terms.audience, terms.objective)
    material = briefing_material.material(
        quarter, terms, made_on=made_on, number=number, is_final=is_final, since=since
    )
    return material, since


def last_briefed(quarter: Quarter, audience: str, objective: str = "") -> Pack | None:
    """The last finished pack for the same readers, of this quarter or an earlier one."""
    packs = (
        Pack.objects.filter(
            quarter__strategy=quarter.strategy_id,
            quarter__period__lte=quarter.period,
            is_final=True,
            audience=audience,
        )
        .select_related("quarter", "edition")
        .order_by("-quarter__period", "-number")
    )
    if audience != Audience.OBJECTIVE:
        return packs.first()
    return next((pack for pack in packs if _objective_of(pack) == objective), None)


def _objective_of(pack: Pack) -> str:
    return briefing_material.content_of(pack).terms.objective


def next_number(quarter: Quarter, *, is_final: bool) -> int:
    """The number of the next pack of the quarter, or of the next draft."""
    last = Pack.objects.filter(quarter=quarter, is_final=is_final).order_by("-number").first()
    return last.number + 1 if last else 1


def has_something_to_say(quarter: Quarter) -> bool:
    """Whether a draft can be made: the quarter has opened."""
    return quarter.state != QuarterState.UPCOMING


# --- Packs that were made -------------------------------------------------------------------------


def packs_of(quarter: Quarter, reader: Reader) -> list[Pack]:
    """The packs of the quarter that this person reads, finished ones and the newest first."""
    packs = _listed(Pack.objects.filter(quarter=quarter))
    if not reader.reads_packs(quarter.strategy_id):
        return []
    if not reader.reads_drafts_of_packs(quarter.strategy_id):
        packs = packs.filter(is_final=True)
    return list(packs.order_by("-is_final", "-number"))


def finished(reader: Reader) -> list[Pack]:
    """All finished packs that this person reads, the newest quarter first. One query."""
    packs = Pack.objects.filter(
        is_final=True,
        quarter__in=visible_quarters(reader).filter(strategy__in=pack_access.strategies(reader)),
    )
    return list(_listed(packs).order_by("-quarter__period", "quarter__strategy", "-number"))


def _listed(packs: QuerySet[Pack]) -> QuerySet[Pack]:
    """With what a list prints, and without the content, which is long."""
    return packs.select_related("quarter__strategy", "edition", "made_by").defer(
        "content", "edition__report"
    )
