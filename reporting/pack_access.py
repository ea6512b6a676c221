"""Who gets to a quarter's briefing pack: the doors for views, of the policy in `access`.

Finished packs are for those that read the strategy in a role, drafts for officers and the Economy
Cell; nobody else is shown any.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from objectives.models import SubStrand
from objectives.periods import FinancialQuarter
from reporting.access import Reader, quarter_for, submission_for
from reporting.models import Pack, Quarter, Submission
from reporting.workflow import WORDING_SIGNERS


def strategies(reader: Reader) -> set[int]:
    """The strategies whose finished packs this person reads."""
    return {key for key in reader.strategy_ids if reader.reads_packs(key)}


def signs_wording(reader: Reader, sub_strand: SubStrand) -> bool:
    """Whether this person signs off what a pack says of this sub-strand."""
    return bool(reader.roles(sub_strand) & WORDING_SIGNERS)


def quarter_with_packs(reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address for somebody who reads its briefing packs.

    Raises Http404 where they may not open it, PermissionDenied where packs are for others.
    """
    quarter = quarter_for(reader, slug, period)
    if not reader.reads_packs(quarter.strategy_id):
        raise PermissionDenied("A briefing pack is for those it is made for.")
    return quarter


def quarter_with_drafts(reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address for somebody who reads packs of it that are not finished.

    Raises Http404 where they may not open it, PermissionDenied where drafts are for others.
    """
    quarter = quarter_for(reader, slug, period)
    if not reader.reads_drafts_of_packs(quarter.strategy_id):
        raise PermissionDenied("Drafts of a pack are for officers and the Economy Cell.")
    return quarter


def quarter_to_pack(reader: Reader, slug: str, period: FinancialQuarter) -> Quarter:
    """The quarter at this address for somebody who makes its briefing pack.

    Raises Http404 where they may not open it, PermissionDenied where that is for others.
    """
    quarter = quarter_for(reader, slug, period)
    if not reader.packs(quarter.strategy_id):
        raise PermissionDenied("Officers make the briefing pack.")
    return quarter


def pack_for(
    reader: Reader, slug: str, period: FinancialQuarter, number: int, *, is_final: bool
) -> Pack:
    """The pack with that number, or the draft. Raises Http404 and PermissionDenied."""
    door = quarter_with_packs if is_final else quarter_with_drafts
    quarter = door(reader, slug, period)
    packs = Pack.objects.filter(quarter=quarter, is_final=is_final, number=number)
    pack = packs.select_related("edition", "since__quarter", "since__edition", "made_by").first()
    if pack is None:
        raise Http404("There is no such pack.")
    pack.quarter = quarter
    return pack


def submission_to_word(
    reader: Reader, slug: str, period: FinancialQuarter, sub_strand: str
) -> Submission:
    """The return at this address for somebody who words it for a pack, or signs that off.

    Raises Http404 where they may not know of it, PermissionDenied where both are for others.
    """
    submission = submission_for(reader, slug, period, sub_strand)
    part = submission.sub_strand
    if not (reader.packs(part.strategy_id) or signs_wording(reader, part)):
        raise PermissionDenied("Officers word the pack; the SES lead or Economy Cell sign it off.")
    return submission
