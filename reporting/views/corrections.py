"""The page on which a published figure is corrected."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import clock
from objectives.plan import Certainty
from reporting import access, corrected, quarter_report
from reporting.access import Reader
from reporting.actions import corrections as actions
from reporting.actions.refusals import Refused
from reporting.models import Observation, Quarter, Submission
from reporting.report import Line, QuarterReport
from reporting.views.carry import keeps_words, storable
from reporting.views.quarter_page import crumbs
from reporting.views.request import reader
from reporting.workflow import QuarterState

NOTHING_HERE = (
    "There is nothing to correct here: only a figure with a number that was published, and that "
    "this sub-strand enters, can be corrected."
)
#: The fields of the form by what the action calls them; an ended session carries the words on.
FIELDS = {
    "figure": "figure",
    "reason": "correction_reason",
    "certainty": "certainty",
    "confirmed": "confirmed",
}


@dataclass(frozen=True)
class Figure:
    """A published figure, the value on record for its data period now, and those before it."""

    submission: Submission
    report: QuarterReport
    line: Line
    current: Observation
    history: list[Observation]


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def correct(request, slug, period, sub_strand, number):
    """Show what is on record and why, and put another figure in its place."""
    who = reader(request)
    submission = access.submission_to_correct(who, slug, period, sub_strand)
    figure = _figure(submission, number, who)
    if figure is None:
        messages.info(request, NOTHING_HERE)
        return redirect("reporting:sub_strand", slug, period, sub_strand)
    if request.method == "POST":
        return _correct(request, figure)
    if corrected.is_under_way(figure.current):
        messages.info(request, actions.UNDER_WAY)
        return redirect("reporting:sub_strand", slug, period, sub_strand)
    return _ask(request, figure, {"certainty": figure.current.certainty})


def _figure(submission: Submission, number: int, who: Reader) -> Figure | None:
    """The figure with that number; None where it can't be corrected. Raises Http404."""
    report = _edition(submission.quarter)
    if report is None:
        return None
    slug = submission.sub_strand.slug
    line = next(
        (line for part, line in report.lines() if (part.slug, line.number) == (slug, number)), None
    )
    if line is None:
        raise Http404("The edition has no such row.")
    current = corrected.on_record(submission.quarter, report, who).get((slug, number))
    if current is None:
        return None
    return Figure(submission, report, line, current, corrected.history(current))


def _edition(quarter: Quarter) -> QuarterReport | None:
    """What is published of the quarter; a reopened one still shows its last edition."""
    if quarter.state not in (QuarterState.PUBLISHED, QuarterState.REOPENED):
        return None
    return quarter_report.latest_edition(quarter)


def _correct(request, figure: Figure):
    sent = storable(request.POST)
    typed = {name: sent.get(field, "").replace("\0", "") for name, field in FIELDS.items()}
    try:
        new = actions.correct(
            observation=figure.current,
            made_from=_number(sent.get("on_record", "")),
            **typed,
            by=request.user,
            now=clock.now(),
        )
    except actions.Faulty as refusal:
        return _ask(request, figure, typed, refusal.faults, refusal.question, status=422)
    except Refused as refusal:
        return _ask(request, figure, typed, {"": str(refusal)}, status=409)
    messages.success(request, _done(figure, new))
    submission = figure.submission
    return redirect(
        "reporting:sub_strand",
        submission.quarter.strategy.slug,
        submission.quarter.period,
        submission.sub_strand.slug,
    )


def _number(text: str) -> int:
    """The id of the value that the form was made from; 0, which none has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _done(figure: Figure, new: Observation) -> str:
    """What happened, and what happens next."""
    kept = f"Edition {figure.report.edition} stays as it was published; "
    if new.value == figure.current.value:
        certainty = "final" if new.certainty == Certainty.FINAL else "provisional"
        return f"{new.printed} is {certainty} now. {kept}its page says so beside the figure."
    return (
        f"The figure on record is {new.printed} now. {kept}its page says that it was corrected, "
        "when and why. Later quarters are judged by the new figure."
    )


# --- The page -----------------------------------------------------------------------------------


def _ask(
    request,
    figure: Figure,
    typed: dict[str, str],
    faults: dict[str, str] | None = None,
    question: str = "",
    status: int = 200,
):
    """The page with the form; nothing typed is lost."""
    faults = faults or {}
    if status == 409:
        figure = _read_again(figure)
    address = _report_page(figure)
    context = {
        "title": "Correct a figure",
        "caption": f"{figure.submission.sub_strand}, {figure.report.quarter.name}",
        "crumbs": [
            *crumbs(figure.submission.quarter),
            {"label": figure.report.quarter.title, "url": _quarter_page(figure)},
            {"label": str(figure.submission.sub_strand), "url": address},
        ],
        "facts": _facts(figure),
        "period": figure.current.period_label,
        "history": _history(figure),
        "on_record": figure.current.pk,
        "report_page": f"{address}#kpi-{figure.line.number}",
        "edition": figure.report.edition,
        "typed": typed,
        "certainties": _certainties(typed.get("certainty", "")),
        "faults": faults,
        "question": question,
        "errors": [
            {"text": text, "href": f"#id_{FIELDS[name]}" if name else ""}
            for name, text in faults.items()
        ],
    }
    return render(request, "reporting/correct.html", context, status=status)


def _read_again(figure: Figure) -> Figure:
    """The same with what is on record by now, after somebody else corrected it."""
    history = corrected.history(figure.current)
    return Figure(figure.submission, figure.report, figure.line, history[0], history)


def _report_page(figure: Figure) -> str:
    quarter = figure.submission.quarter
    place = [quarter.strategy.slug, quarter.period, figure.submission.sub_strand.slug]
    return reverse("reporting:sub_strand", args=place)


def _quarter_page(figure: Figure) -> str:
    quarter = figure.submission.quarter
    return reverse("reporting:quarter", args=[quarter.strategy.slug, quarter.period])


def _facts(figure: Figure) -> list[dict]:
    line = figure.line
    inferred = " (inferred: the source does not say)" if figure.current.period_inferred else ""
    return [
        {"name": "KPI", "value": f"{line.number}. {line.kpi}"},
        {"name": "Covers", "value": f"{figure.current.period_label}{inferred}"},
        {"name": f"Edition {figure.report.edition} says", "value": _value_of_line(line)},
        {"name": "On record now", "value": _value(figure.current)},
    ]


def _value_of_line(line: Line) -> str:
    return f"{line.achieved}{_SURE.get(line.certainty, '')}"


def _value(observation: Observation) -> str:
    return f"{observation.printed}{_SURE.get(observation.certainty, '')}"


_SURE = {
    Certainty.PROVISIONAL: ", provisional",
    Certainty.AWAITING_VALIDATION: ", awaiting validation",
}


def _history(figure: Figure) -> list[dict]:
    """Each value that was on record for the data period, newest first."""
    return [
        {
            "what": f"{_value(item)}, in place of {_value(item.supersedes)}"
            if item.supersedes
            else _value(item),
            "who": _origin(item),
            "when": item.recorded_at,
            "comment": " ".join(filter(None, [item.reason, item.withdrawn])),
        }
        for item in figure.history
    ]


def _origin(item: Observation) -> str:
    """Where a value came from: a return, a correction, or the documents a plan was loaded from."""
    post = item.recorded_by and (item.recorded_by.job_title or item.recorded_by.name)
    if item.entry:
        reported = f"Reported in {item.entry.submission.quarter.period.name}"
        return f"{reported} by {post}" if post else reported
    if post:
        return f"Corrected by {post}"
    return "From the council’s published documents"


def _certainties(chosen: str) -> list[dict]:
    return [
        {
            "id": "id_certainty" if number == 0 else f"id_certainty_{number}",
            "value": certainty.value,
            "label": label,
            "hint": hint,
            "checked": certainty == chosen,
        }
        for number, (certainty, label, hint) in enumerate(
            (
                (Certainty.FINAL, "Final", ""),
                (Certainty.PROVISIONAL, "Provisional", "It will be confirmed or changed."),
            )
        )
    ]
