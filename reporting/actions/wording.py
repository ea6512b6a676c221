"""The acts on Member wording: officers write it, the SES lead or Economy Cell signs it off."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from reporting import pack_access, pack_terms, packing
from reporting.access import Reader
from reporting.actions import moves
from reporting.actions.refusals import Conflict, Faulty, Refused
from reporting.briefing.terms import LONGEST_TEXT
from reporting.models import MemberWording, Submission
from reporting.report import SubStrandReport

NOT_IN = "Nothing was saved: there is no return to put in other words any more."
NOTHING_TO_SIGN = "Nothing was signed off: the pack prints the commentary itself."
MOVED = "The wording was changed since you opened it. Read it once more, then sign it off."
COMMENTARY_MOVED = "The commentary was changed since you opened it. Read both once more."


@transaction.atomic
def write(
    *,
    submission: Submission,
    text: str,
    version: int,
    commentary: str,
    by: User,
    now: datetime,
    autosave: bool = False,
) -> MemberWording | None:
    """Store the sub-strand's wording for the pack, made from `version` of it.

    `commentary` marks the one that it was written beside: where that has changed since, the
    wording stays overtaken.

    Blank, or word for word the commentary, leaves the commentary to be printed: None where nothing
    is stored of it then. Another text, or the same beside another commentary, takes the sign-off
    away. Raises PermissionDenied, Faulty, Refused where no return is in, and Conflict where
    somebody else wrote another meanwhile.
    """
    submission = _lock(submission)
    who = Reader.of(by, timezone.localdate(now))
    if not by.is_active or not who.packs(submission.sub_strand.strategy_id):
        raise PermissionDenied("Officers word the pack.")
    part = _part(submission)
    text = _cleaned(text, part.commentary)
    stored = MemberWording.objects.select_related("saved_by").filter(submission=submission).first()
    if stored is None and version == 0 and not text:
        return None
    made_from = stored.commentary if stored else ""
    if commentary == pack_terms.mark(part.commentary):
        made_from = part.commentary
    if stored and (stored.text, stored.commentary) == (text, made_from):
        return stored
    if version != (stored.version if stored else 0):
        raise _conflict(stored, part)
    before = stored.version if stored else 0
    stored = stored or MemberWording(submission=submission)
    stored.signed_off_at = stored.signed_off_by = None
    stored.text, stored.commentary = text, made_from
    stored.version = before + 1
    stored.saved_at, stored.saved_by = now, by
    stored.save()
    if not autosave:
        audit.record(
            by=by,
            action="wording.save",
            subject=stored,
            now=now,
            before={"version": before},
            after={"version": stored.version},
        )
    return stored


def _lock(submission: Submission) -> Submission:
    (fresh,) = moves.lock([submission])
    return fresh


def _part(submission: Submission) -> SubStrandReport:
    """What a pack would print of the sub-strand."""
    report = packing.report_for(submission.quarter)
    found = (part for part in report.sub_strands if part.slug == submission.sub_strand.slug)
    part = next(found, None)
    if part is None or not part.is_in:
        raise Refused(NOT_IN)
    return part


def _cleaned(text: str, commentary: str) -> str:
    text = text.replace("\0", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        words = f"Use {LONGEST_TEXT:,} characters or fewer; there are {len(text):,}."
        raise Faulty({"text": words})
    return "" if text == commentary.replace("\r\n", "\n").strip() else text


def _conflict(stored: MemberWording | None, part: SubStrandReport) -> Conflict:
    text = stored.text if stored else ""
    return Conflict(
        version=stored.version if stored else 0,
        saved=text or part.commentary,
        merged=text or part.commentary,
        conflicts=("text",),
        by=stored.saved_by.name if stored else "",
        at=stored.saved_at if stored else None,
    )


@transaction.atomic
def sign_off(
    *, submission: Submission, version: int, commentary: str, by: User, now: datetime
) -> MemberWording:
    """Confirm the wording as it was read: `version` of it, beside that `commentary`'s mark.

    Raises PermissionDenied for whoever holds no role that signs it, and Refused where the
    commentary itself is printed or either changed.
    """
    submission = _lock(submission)
    who = Reader.of(by, timezone.localdate(now))
    if not by.is_active or not pack_access.signs_wording(who, submission.sub_strand):
        raise PermissionDenied("The SES lead or the Economy Cell sign the wording off.")
    part = _part(submission)
    stored = MemberWording.objects.filter(submission=submission).first()
    if stored is None or not stored.text:
        raise Refused(NOTHING_TO_SIGN)
    if stored.version != version:
        raise Refused(MOVED)
    if pack_terms.mark(part.commentary) != commentary:
        raise Refused(COMMENTARY_MOVED)
    if stored.signed_off_at is not None:
        return stored
    stored.signed_off_at, stored.signed_off_by = now, by
    stored.save()
    audit.record(
        by=by,
        action="wording.sign_off",
        subject=stored,
        now=now,
        after={"version": stored.version, "wrote_it": stored.saved_by_id == by.id},
    )
    return stored
