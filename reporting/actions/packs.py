"""An officer's acts on a quarter's briefing pack: write its texts, make a draft, finish it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from reporting import briefing_material, pack_changes, pack_rendering, pack_terms, packing
from reporting.access import Reader
from reporting.actions.refusals import Conflict, Faulty, Refused
from reporting.briefing import material_json
from reporting.briefing.material import Material
from reporting.models import Edition, Pack, PackFile, PackText, Quarter
from reporting.pack_terms import Gap, Rows
from reporting.packing import Stored
from reporting.report_json import checksum
from reporting.workflow import QuarterState

NOTHING_YET = "Nothing was made: the quarter has not opened, so a pack has nothing to say yet."
NOT_PUBLISHED = "The pack was not finished: publish the quarter first. Until then, make drafts."
MOVED = "Something changed while the pack was being made. Read the page once more, then try again."
NOT_READ = (
    "Something changed after you opened this page, or the pack is finished already. Read the page "
    "once more, then try again."
)
NO_REASON = "Say what changed since the pack before."
LONGEST_REASON = 5000


class Lacking(Refused):
    """The pack is not ready: `gaps`, of which an officer may accept those that are not hard."""

    def __init__(self, gaps: list[Gap]):
        super().__init__("The pack was not finished: something is still missing.")
        self.gaps = gaps


@dataclass(frozen=True)
class Saved:
    """The fields as stored, and those that came in from somebody else meanwhile."""

    stored: Stored
    merged: tuple[str, ...]


# --- Its texts ------------------------------------------------------------------------------------


@transaction.atomic
def save_texts(
    *,
    quarter: Quarter,
    rows: Mapping[str, str],
    seen: str,
    by: User,
    now: datetime,
    autosave: bool = False,
) -> Saved:
    """Store the fields that a form sent; `seen` marks the words that it was made from.

    Fields that others changed since then are kept where this form left them alone. Raises
    PermissionDenied, Faulty, Refused before the quarter opened, and Conflict, with nothing stored,
    where both changed the same field.
    """
    quarter = _take(quarter, by, now)
    stored, sent = packing.texts_of(quarter), pack_terms.cleaned(rows)
    merged = pack_terms.merge(seen, stored.rows, sent)
    mine = merged.rows | {name: sent[name] for name in merged.conflicts}
    faults = pack_terms.faults(mine, _objectives(quarter))
    if faults:
        raise Faulty(faults)
    if merged.conflicts:
        raise _conflict(stored, merged)
    came = tuple(name for name, text in sent.items() if merged.rows[name] != text)
    if merged.rows == stored.rows and stored.version:
        return Saved(stored, came)
    saved = _store(quarter, merged.rows, by, now)
    if not autosave:
        audit.record(
            by=by,
            action="pack.save",
            subject=quarter,
            now=now,
            before={"version": stored.version},
            after={"version": saved.version},
        )
    return Saved(saved, came)


def _take(quarter: Quarter, by: User, now: datetime) -> Quarter:
    """The quarter, locked and read afresh, for somebody who makes its pack."""
    locked = Quarter.objects.select_for_update(of=("self",), no_key=True)
    (fresh,) = locked.select_related("strategy").filter(pk=quarter.pk)
    _check(fresh, by, now)
    return fresh


def _check(quarter: Quarter, by: User, now: datetime) -> None:
    who = Reader.of(by, timezone.localdate(now))
    if not by.is_active or not who.packs(quarter.strategy_id):
        raise PermissionDenied("Officers make the briefing pack.")
    if not packing.has_something_to_say(quarter):
        raise Refused(NOTHING_YET)


def _objectives(quarter: Quarter) -> set[str]:
    return set(quarter.strategy.objectives.values_list("slug", flat=True))


def _conflict(stored: Stored, merged: pack_terms.Merged) -> Conflict:
    return Conflict(
        version=stored.version,
        saved=stored.rows,
        merged=merged.rows,
        conflicts=merged.conflicts,
        by=stored.saved_by.name if stored.saved_by else "",
        at=stored.saved_at,
    )


def _store(quarter: Quarter, rows: Rows, by: User, now: datetime) -> Stored:
    text = PackText.objects.filter(quarter=quarter).first() or PackText(quarter=quarter)
    packing.put(text, rows)
    text.version += 1
    text.saved_at, text.saved_by = now, by
    text.save()
    return packing.texts_of(quarter)


# --- Packs ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Made:
    """A pack that is rendered and not stored yet, and what it was made from."""

    material: Material
    since: Pack | None
    edition: Edition | None
    read: tuple  # the versions of all that it says
    gaps: list[Gap]
    files: dict[str, bytes]


def make_draft(*, quarter: Quarter, by: User, now: datetime) -> Pack:
    """Make a draft of the pack as everything stands now.

    Its files are rendered before the transaction opens, so that nobody waits for them. Raises
    PermissionDenied, and Refused before the quarter opened or if anything changed meanwhile.
    """
    _check(quarter, by, now)
    return _keep(quarter=quarter, made=_make(quarter, now, is_final=False), note="", by=by, now=now)


def finish(
    *,
    quarter: Quarter,
    edition: int,
    accepted: str,
    read: str,
    reason: str,
    by: User,
    now: datetime,
) -> Pack:
    """Finish the pack of a published quarter: numbered, stored for ever, made from its edition.

    `edition` is the one that the officer read; `accepted` marks what was missing then and may be
    (`pack_terms.mark_of`), `read` what was written for it (`pack_terms.read_of`). A later pack of
    the same quarter needs a `reason`. Raises PermissionDenied, Lacking, Faulty and Refused.
    """
    _check(quarter, by, now)
    if quarter.state != QuarterState.PUBLISHED:
        raise Refused(NOT_PUBLISHED)
    reason = _reason(quarter, reason)
    made = _make(quarter, now, is_final=True, accepted=accepted, seen=read)
    if made.edition is None or made.edition.number != edition:
        raise Refused(MOVED)
    before = Pack.objects.filter(quarter=quarter, is_final=True).order_by("-number").first()
    told = pack_changes.note(briefing_material.content_of(before), made.material) if before else ""
    note = "\n".join(text for text in (reason, told) if text)
    return _keep(quarter=quarter, made=made, note=note, by=by, now=now)


def _reason(quarter: Quarter, text: str) -> str:
    text = text.replace("\0", "").strip()
    if len(text) > LONGEST_REASON:
        words = f"Use {LONGEST_REASON:,} characters or fewer; there are {len(text):,}."
        raise Faulty({"reason": words})
    if not text and Pack.objects.filter(quarter=quarter, is_final=True).exists():
        raise Faulty({"reason": NO_REASON})
    return text


def _make(
    quarter: Quarter, now: datetime, *, is_final: bool, accepted: str = "", seen: str = ""
) -> _Made:
    """Everything read and rendered; nothing is stored."""
    read = _versions(quarter)
    stored = packing.texts_of(quarter)
    found = packing.wordings(quarter, packing.report_for(quarter))
    gaps = pack_terms.gaps(stored.rows, found)
    if is_final and (
        any(gap.is_hard for gap in gaps) or (gaps and accepted != pack_terms.mark_of(gaps))
    ):
        raise Lacking(gaps)
    number = packing.next_number(quarter, is_final=is_final)
    if is_final and seen != pack_terms.read_of(stored.rows, found, number):
        raise Refused(NOT_READ)
    material, since = packing.material_for(
        quarter,
        stored.rows,
        found,
        made_on=timezone.localdate(now),
        number=number,
        is_final=is_final,
    )
    edition = quarter.editions.filter(number=material.report.edition).first()
    return _Made(material, since, edition, read, gaps, pack_rendering.files(material))


def _versions(quarter: Quarter) -> tuple:
    """What changes if anything that the pack says does."""
    fresh = Quarter.objects.filter(pk=quarter.pk).values_list("version", "state")
    text = PackText.objects.filter(quarter=quarter).values_list("version", flat=True)
    wordings = quarter.submissions.order_by("pk").values_list(
        "member_wording__version", "member_wording__signed_off_at"
    )
    packs = quarter.packs.order_by("pk").values_list("pk", flat=True)
    return tuple(map(tuple, (fresh, text, wordings, packs)))


@transaction.atomic
def _keep(*, quarter: Quarter, made: _Made, note: str, by: User, now: datetime) -> Pack:
    """Store what was rendered, unless anything that it says changed meanwhile."""
    quarter = _take(quarter, by, now)
    material = made.material
    if material.is_final and quarter.state != QuarterState.PUBLISHED:
        raise Refused(NOT_PUBLISHED)
    if _versions(quarter) != made.read:
        raise Refused(MOVED)
    content = material_json.canonical_text(material)
    pack = Pack.objects.create(
        quarter=quarter,
        number=material.number,
        is_final=material.is_final,
        audience=material.terms.audience,
        edition=made.edition,
        since=made.since,
        content=content,
        checksum=checksum(content),
        note=note,
        made_at=now,
        made_by=by,
    )
    PackFile.objects.bulk_create(
        PackFile(pack=pack, format=name, content=data, checksum=hashlib.sha256(data).hexdigest())
        for name, data in made.files.items()
    )
    _record(pack, made, by, now)
    return pack


def _record(pack: Pack, made: _Made, by: User, now: datetime) -> None:
    facts = {
        "edition": made.edition.number if made.edition else None,
        "pack_checksum": pack.checksum,
        "missing": len(made.gaps),
        "reason": pack.note,
    }
    if pack.is_final:
        audit.record(by=by, action="pack.finish", subject=pack, now=now, after=facts)
    else:
        audit.record(by=by, action="pack.draft", subject=pack, now=now, after=facts)
