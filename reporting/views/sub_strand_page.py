"""Prepares one sub-strand's report: header block, rows, timeline, and what the reader may do."""

from dataclasses import replace
from itertools import chain

from django.conf import settings
from django.urls import reverse

from accounts.roles import Role
from objectives.days import in_words
from objectives.rag import Status
from reporting import corrected, sheet
from reporting.access import Level, Reader, visible_quarters
from reporting.asked import asked
from reporting.charts.of_line import of_lines
from reporting.models import Quarter, Step, Submission
from reporting.models.comment import called
from reporting.report import QuarterReport, SubStrandReport
from reporting.views import changes_page, comments_page, matter_rows, return_moves, review_page
from reporting.views.quarter_page import crumbs, edition_line, editions_url
from reporting.views.talk import NOTHING_TYPED, Talk
from reporting.workflow import Move, ReturnState

#: Who follows a return's way: everybody who has a hand in it.
_INVOLVED = frozenset(Role) - {Role.VIEWER}


def context(
    submission: Submission, report: QuarterReport, who: Reader, talk: Talk = NOTHING_TYPED
) -> dict:
    """All that the report's template prints; `talk` is what its forms of comments show."""
    quarter = submission.quarter
    address = reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period])
    part = report.sub_strand(submission.sub_strand.slug)
    discussion = comments_page.discussion(submission, who, talk)
    waiting = len(discussion["threads"]) if discussion else 0
    changed = changes_page.since_sent_back(submission, who)
    place = review_page.place(submission, report, who, address)
    return {
        **as_printed(quarter, report, part, who, address),
        "rows": _beside(_rows(submission, report, part, who), submission, who, discussion, changed),
        "discussion": discussion,
        "changed": changed,
        "amended": changes_page.amended(submission, who),
        "errors": talk.errors,
        "version": submission.version,
        "timeline": _timeline(submission, who),
        "review": _review(submission, who, part, waiting, talk),
        "place": place,
        "own": return_moves.own(submission, who),
        "sign_off": return_moves.sign_off(submission, who, waiting, talk),
        "moves": return_moves.links(submission, who),
        "matters": matter_rows.on_report(submission, who),
        "neighbours": {} if place else _neighbours(report, part, address),
        "quarters": _quarters(submission, who),
    }


def as_printed(
    quarter: Quarter, report: QuarterReport, part: SubStrandReport, who: Reader, address: str
) -> dict:
    """What the page prints of the report alone, whether it is the quarter's or an edition's.

    `address` is that of the whole it is a part of.
    """
    shown = part.readable and part.is_received
    return {
        "part": part,
        "caption": f"{report.strategy_name}, {report.quarter.name}",
        "crumbs": [*crumbs(quarter), {"label": report.quarter.title, "url": address}],
        "overall": part.overall if shown else "",
        "state": part.state if part.is_received else "",
        "note": edition_line(quarter, report, who),
        "editions": editions_url(quarter) if report.edition else "",
        "facts": _facts(report, part, shown),
        "shown": shown,
        "instead": _instead(part, who, quarter),
        "draft": _draft_words(part) if shown else "",
        "rows": sheet.rows(part.lines),
        "charts": of_lines(part.lines, settings.COUNCIL_NAME) if shown else [],
        "figures_held": report.figures_held,
        "commentary": part.commentary,
        "neighbours": _neighbours(report, part, address),
        "signed": _signed(part, who.belongs_to(quarter.strategy_id)),
    }


def _facts(report: QuarterReport, part: SubStrandReport, shown: bool) -> list[dict]:
    before = part.previous_overall
    return [
        {"name": "Objective", "value": part.objective},
        {"name": "Report date", "value": report.quarter.label},
        {"name": "SES lead", "value": part.ses_lead},
        {"name": "SES project lead", "value": part.project_lead},
        {
            "name": "Overall status",
            "value": sheet.status_word(part.overall) if shown else sheet.state_words(part),
            "note": "Previous status: " + (Status(before).label if before else "none reported"),
        },
    ]


def _rows(
    submission: Submission, report: QuarterReport, part: SubStrandReport, who: Reader
) -> list[sheet.Row]:
    """The KPIs' rows, with what was asked of them, what was corrected since, and where to."""
    if not part.lines:
        return []
    since = corrected.since_published(submission.quarter, report, who)
    links = corrected.links(submission.quarter, report, who)
    questions = asked(submission.quarter, report, [part])
    return sheet.rows(
        part.lines,
        {number: found.words for (slug, number), found in since.items() if slug == part.slug},
        {number: url for (slug, number), url in links.items() if slug == part.slug},
        {number: sentences for (_, number), sentences in questions.items()},
    )


def _beside(
    rows: list[sheet.Row],
    submission: Submission,
    who: Reader,
    discussion: dict | None,
    changed: dict | None,
) -> list[sheet.Row]:
    """The rows with what reviewing puts beside them, for those who take part in it."""
    if discussion is None and changed is None:
        return rows
    said = comments_page.beside(submission, who, discussion["comments"] if discussion else [])
    numbers = changed["numbers"] if changed else set()
    style = submission.quarter.strategy.style
    return [
        replace(
            row,
            reviewing=replace(
                said.get(row.number, sheet.Beside()),
                called=called(row.number, row.code, style),
                is_changed=row.number in numbers,
            ),
        )
        for row in rows
    ]


def _instead(part: SubStrandReport, who: Reader, quarter: Quarter) -> dict | None:
    """In place of the report, where there is none or it may not be read yet."""
    if not part.is_received:
        return {
            "title": "No return was received",
            "text": "The quarter was published without an approved return from this sub-strand.",
        }
    if part.readable:
        return None
    reads = quarter.strategy_id in who.strategy_ids
    return {
        "title": sheet.state_words(part),
        "text": sheet.not_readable(part.state, reads_submitted=reads),
    }


def _draft_words(part: SubStrandReport) -> str:
    """Over a report that only its own people can read so far."""
    return {
        ReturnState.NOT_STARTED: "Nothing has been entered yet.",
        ReturnState.DRAFT: "This is a draft. Others can read it once it is submitted.",
        ReturnState.SENT_BACK: "This was sent back to be corrected. "
        "Others can read it once it is submitted again.",
    }.get(part.state, "")


def _timeline(submission: Submission, who: Reader) -> list[dict]:
    if not who.roles(submission.sub_strand) & _INVOLVED:
        return []
    return [
        {
            "when": step.at,
            "who": step.by_name + (", for the lead" if step.on_behalf else ""),
            "what": _what(step),
            "comment": step.comment,
        }
        for step in Step.objects.filter(submission=submission).order_by("-at", "-id")
    ]


def _what(step: Step) -> str:
    again = step.move == Move.SAVE and step.from_state == ReturnState.SENT_BACK
    return "Taken up again" if again else _STEPS[Move(step.move)]


_STEPS = {
    Move.SAVE: "Started",
    Move.SUBMIT: "Submitted",
    Move.WITHDRAW: "Withdrawn by its lead",
    Move.SIGN_OFF: "Signed off",
    Move.SEND_BACK: "Sent back",
    Move.AMEND: "Wording changed by a reviewer",
    Move.APPROVE: "Approved",
    Move.EXTEND: "Given more time",
    Move.REOPEN: "Reopened",
}


def _review(
    submission: Submission, who: Reader, part: SubStrandReport, waiting: int, talk: Talk
) -> dict | None:
    """The reviewer's two verbs, where the reading ends."""
    if not who.may(Move.APPROVE, submission, submission.quarter):
        return None
    own = submission.submitted_by_id == who.user.id
    return {
        "approve": return_moves.address("return_approve", submission),
        "amend": return_moves.address("return_amend", submission) if _says_words(part) else "",
        "back": return_moves.back(submission, waiting, talk),
        "unresolved": f"{review_page.not_resolved(waiting)} Approving resolves none."
        if waiting
        else "",
        "own": "You submitted this return yourself. Your approval is recorded as such."
        if own
        else "",
        "unsigned": return_moves.not_signed_off(submission),
    }


def _says_words(part: SubStrandReport) -> bool:
    """Whether the return has any wording that a reviewer could change."""
    rows = ((line.progress, line.not_rated_reason, line.lead_reason) for line in part.lines)
    return any(text.strip() for text in (part.commentary, *chain.from_iterable(rows)))


def _neighbours(report: QuarterReport, part: SubStrandReport, address: str) -> dict:
    """The sub-strands before and after this one that the reader may open."""
    open_to = [item for item in report.sub_strands if item.state or item.slug == part.slug]
    at = open_to.index(part)

    def link(index: int) -> dict | None:
        if not 0 <= index < len(open_to):
            return None
        return {"label": open_to[index].name, "url": f"{address}{open_to[index].slug}/"}

    return {"previous": link(at - 1), "next": link(at + 1)}


def _quarters(submission: Submission, who: Reader) -> list[dict]:
    """The same sub-strand one quarter earlier and later, where the reader may open them."""
    quarter = submission.quarter
    others = Submission.objects.filter(
        sub_strand=submission.sub_strand,
        quarter__in=visible_quarters(who, quarter.strategy).values("pk"),
    ).select_related("quarter", "sub_strand")
    periods = sorted(
        other.quarter.period
        for other in others
        if who.reads_edition_of(other.quarter) or who.level(other, other.quarter) > Level.NONE
    )
    at = periods.index(quarter.period)
    links = []
    for word, index in (("Previous quarter", at - 1), ("Next quarter", at + 1)):
        if 0 <= index < len(periods):
            slugs = [quarter.strategy.slug, periods[index], submission.sub_strand.slug]
            url = reverse("reporting:sub_strand", args=slugs)
            links.append({"label": f"{word}: {periods[index].name}", "url": url})
    return links


def _signed(part: SubStrandReport, with_names: bool) -> str:
    """Who submitted and approved, and when, in words; outside the council only when."""
    said = []
    for verb, day, name in (
        ("Submitted", part.submitted_on, part.submitted_by),
        ("Approved", part.approved_on, part.approved_by),
    ):
        if day:
            by = f" by {name}" if name and with_names else ""
            said.append(f"{verb} on {in_words(day)}{by}.")
    return " ".join(said)
