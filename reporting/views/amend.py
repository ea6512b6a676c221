"""The page on which a reviewer mends the wording of a return, and nothing else of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import access
from reporting.access import Level
from reporting.actions import amending
from reporting.actions.refusals import Faulty, Refused
from reporting.content import Content, EntryContent
from reporting.models import Entry, Submission
from reporting.sheet import status_word
from reporting.views.carry import keeps_words, storable
from reporting.views.quarter_page import crumbs
from reporting.views.request import number, reader
from reporting.workflow import Move, fits

NOT_NOW = "Only the wording of a return that waits for review can be changed."
_LABELS = {
    "note": "Note",
    "not_rated_reason": "Why it is not rated",
    "lead_reason": "Why it is better than the figures say",
}
_ROWS = {"note": 4, "commentary": 14}  # lines of a box; two for a reason


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def amend(request, slug, period: FinancialQuarter, sub_strand):
    """Show the words that stand in the return, and put better ones in their place."""
    submission = access.submission_to(Move.AMEND, reader(request), slug, period, sub_strand)
    if request.method == "POST":
        return _amend(request, submission)
    if not fits(Move.AMEND, submission.state, submission.quarter.state):
        messages.info(request, NOT_NOW)
        return redirect("reporting:sub_strand", slug, period, sub_strand)
    return _ask(request, submission)


def _amend(request, submission: Submission):
    entries = _entries(submission)
    typed = _typed(request, entries)
    try:
        found = amending.amend(
            submission=submission,
            words=_words(typed, entries),
            version=number(request.POST.get("version", "")),
            by=request.user,
            now=clock.now(),
        )
    except Faulty as refusal:
        return _ask(request, submission, typed, refusal.faults, status=422)
    except Refused as refusal:
        if str(refusal) == amending.UNCHANGED:
            messages.info(request, amending.UNCHANGED)
            return redirect(_report_page(submission))
        return _ask(request, submission, typed, {"": str(refusal)}, status=409)
    count = "1 text" if len(found) == 1 else f"{len(found)} texts"
    messages.success(
        request,
        f"You changed the wording of {count}. Its lead sees before and after; "
        "the return still waits for review.",
    )
    return redirect(_report_page(submission))


def _entries(submission: Submission) -> list[Entry]:
    entries = Entry.objects.filter(submission=submission).select_related("placement")
    return list(entries.order_by("placement__position", "placement_id"))


def _typed(request, entries: list[Entry]) -> dict[str, str]:
    """What was sent, by the name of its field; only what the form can ask for."""
    sent = storable(request.POST)
    names = [
        amending.field_of((entry.placement_id, name))
        for entry in entries
        for name in amending.ROW_WORDS
    ]
    return {
        name: sent[name].replace("\0", "").replace("\r\n", "\n")  # PostgreSQL keeps no NUL
        for name in (*names, "commentary")
        if name in sent
    }


def _words(typed: dict[str, str], entries: list[Entry]) -> amending.Words:
    rows = {}
    for entry in entries:
        texts = {
            name: typed.get(amending.field_of((entry.placement_id, name)))
            for name in amending.ROW_WORDS
        }
        rows[entry.placement_id] = amending.RowWords(**texts)
    return amending.Words(commentary=typed.get("commentary"), rows=rows)


def _report_page(submission: Submission) -> str:
    quarter = submission.quarter
    place = [quarter.strategy.slug, quarter.period, submission.sub_strand.slug]
    return reverse("reporting:sub_strand", args=place)


# --- The page -------------------------------------------------------------------------------------


def _ask(
    request,
    submission: Submission,
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
):
    """The page with the words as they stand, or as they were typed; nothing typed is lost."""
    typed, faults = typed or {}, faults or {}
    if status == 409:
        submission.refresh_from_db()
    reads = reader(request).level(submission, submission.quarter) >= Level.READ
    cards = _cards(submission, typed, faults, reads)
    context = {
        "title": "Change the wording",
        "caption": f"{submission.sub_strand}, {submission.quarter.period.name}",
        "crumbs": [
            *crumbs(submission.quarter),
            {"label": str(submission.sub_strand), "url": _report_page(submission)},
        ],
        "submission": submission,
        "report_page": _report_page(submission),
        "may_amend": fits(Move.AMEND, submission.state, submission.quarter.state),
        "version": submission.version,
        "cards": cards,
        "errors": _errors(cards, faults),
    }
    return render(request, "reporting/comments/amend.html", context, status=status)


def _cards(
    submission: Submission, typed: dict[str, str], faults: dict[str, str], reads: bool
) -> list[dict]:
    """A card for each KPI that says something in words, then the commentary; of a return that is
    out of sight again (`reads` is off), only what was typed."""
    entries = _entries(submission)
    said = Content(
        commentary=submission.commentary,
        entries={entry.placement_id: entry.said for entry in entries},
    )
    standing = dict(amending.texts_of(said)) if reads else {}
    cards = [
        {
            "number": entry.placement.number,
            "title": entry.placement.wording,
            "context": _context(entry.said) if reads else "",
            "fields": [
                _field((entry.placement_id, name), standing, typed, faults)
                for name in amending.ROW_WORDS
                if (entry.placement_id, name) in standing
                or typed.get(amending.field_of((entry.placement_id, name)))
            ],
        }
        for entry in entries
    ]
    whole = (None, "commentary")
    if whole in standing or typed.get("commentary"):
        fields = [_field(whole, standing, typed, faults)]
        cards.append({"number": "", "title": "Commentary", "context": "", "fields": fields})
    return [card for card in cards if card["fields"]]


def _context(row: EntryContent) -> str:
    """What cannot be changed here: "137, Green"."""
    return ", ".join(filter(None, [row.figure, status_word(row.declared)]))


def _field(
    key: amending.Key,
    standing: dict[amending.Key, str],
    typed: dict[str, str],
    faults: dict[str, str],
) -> dict:
    name = amending.field_of(key)
    stands = standing.get(key, "")
    return {
        "name": name,
        "label": _LABELS.get(key[1], "What happened this quarter"),
        "text": typed.get(name, stands),
        "stands": stands if faults and typed.get(name, stands) != stands else "",
        "rows": _ROWS.get(key[1], 2),
        "fault": faults.get(name, ""),
    }


def _errors(cards: list[dict], faults: dict[str, str]) -> list[dict]:
    """For the summary: each fault with the name of its KPI and the way to its field."""
    found = [{"text": faults[""], "href": ""}] if "" in faults else []
    for card in cards:
        where = f"KPI {card['number']}: " if card["number"] else f"{card['title']}: "
        found += [
            {"text": f"{where}{item['fault']}", "href": f"#id_{item['name']}"}
            for item in card["fields"]
            if item["fault"]
        ]
    return found
