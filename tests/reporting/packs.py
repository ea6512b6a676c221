"""The acts on a briefing pack in a few words, for tests: `finish(quarter, officer)`."""

import hashlib

from reporting import pack_terms, packing
from reporting.actions import packs, wording
from reporting.briefing import material_json
from reporting.briefing.material import Material
from reporting.briefing.terms import Terms
from reporting.models import MemberWording, Pack, PackFile
from reporting.report_json import checksum
from tests import factories
from tests.factories import NOW, TODAY
from tests.reporting import acts

COMMENTARY = "All went well in the third quarter."


def submitted(plan, lead, state="submitted"):
    """Growth's return, complete, in the open quarter of the plan."""
    quarter = plan.strategy.quarters.get()
    submission = factories.submission(quarter=quarter, sub_strand=plan.growth)
    content = factories.complete(submission=submission, commentary=COMMENTARY)
    return factories.fill(submission=submission, content=content, state=state, by=lead)


def published(plan, lead, officer):
    """The quarter, published with Growth's return alone."""
    submission = submitted(plan, lead, "approved")
    factories.observe(submission=submission, placement=plan.enquiries)
    acts.publish(submission.quarter, officer)
    return type(submission.quarter).objects.select_related("strategy").get()


def fields(quarter, **changes) -> dict:
    """What a form sends of the pack's texts."""
    return {**packing.texts_of(quarter).rows, **changes}


def save(quarter, by, seen=None, **changes):
    rows = packing.texts_of(quarter).rows
    seen = pack_terms.seen(rows) if seen is None else seen
    return packs.save_texts(quarter=quarter, rows=changes, seen=seen, by=by, now=NOW)


def make_draft(quarter, by, **options):
    return packs.make_draft(quarter=quarter, by=by, **{"now": NOW, **options})


def finish(quarter, by, **options):
    edition = quarter.editions.order_by("number").last()
    given = {
        "edition": edition.number if edition else 0,
        "accepted": missing(quarter),
        "read": read(quarter),
        "reason": "",
        "now": NOW,
    }
    return packs.finish(quarter=quarter, by=by, **{**given, **options})


def missing(quarter) -> str:
    """The mark of what the quarter's pack lacks now."""
    found = packing.wordings(quarter, packing.report_for(quarter))
    return pack_terms.mark_of(pack_terms.gaps(packing.texts_of(quarter).rows, found))


def read(quarter) -> str:
    """The mark of what the page before the quarter's pack is finished shows now."""
    found = packing.wordings(quarter, packing.report_for(quarter))
    number = packing.next_number(quarter, is_final=True)
    return pack_terms.read_of(packing.texts_of(quarter).rows, found, number)


def write(submission, by, text="It went well.", version=None, **options):
    stored = MemberWording.objects.filter(submission=submission).first()
    given = {
        "version": version if version is not None else stored.version if stored else 0,
        "commentary": pack_terms.mark(COMMENTARY),
        "now": NOW,
    }
    return wording.write(submission=submission, text=text, by=by, **{**given, **options})


def sign_off(submission, by, **options):
    stored = MemberWording.objects.filter(submission=submission).first()
    given = {
        "version": stored.version if stored else 0,
        "commentary": pack_terms.mark(COMMENTARY),
        "now": NOW,
    }
    return wording.sign_off(submission=submission, by=by, **{**given, **options})


def stored_pack(quarter, by, *, is_final):
    """A pack of the quarter with one file, stored without rendering it."""
    report = packing.report_for(quarter)
    edition = quarter.editions.order_by("number").last()
    material = Material(report=report, terms=Terms(), made_on=TODAY, is_final=is_final)
    content = material_json.canonical_text(material)
    pack = Pack.objects.create(
        quarter=quarter,
        number=1,
        is_final=is_final,
        audience="cabinet_member",
        edition=edition,
        content=content,
        checksum=checksum(content),
        made_at=NOW,
        made_by=by,
    )
    data = b"%PDF-1.7"
    digest = hashlib.sha256(data).hexdigest()
    PackFile.objects.create(pack=pack, format="pdf", content=data, checksum=digest)
    return pack


def to_sign(submission, by) -> dict:
    """A wording of the return, stored, and what its sign-off sends."""
    commentary = type(submission).objects.values_list("commentary", flat=True).get(pk=submission.pk)
    MemberWording.objects.create(
        submission=submission,
        version=1,
        text="It went well.",
        commentary=commentary,
        saved_at=NOW,
        saved_by=by,
    )
    return {"version": 1, "commentary_mark": pack_terms.mark(commentary)}
