"""Comments on a return: written, answered, resolved. They stand on the sub-strand's page.

Every button of that page sends all that is typed there; what a verb does not use is shown again.
"""

from dataclasses import replace

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts import clock
from objectives.periods import FinancialQuarter
from reporting import access
from reporting.actions import comments as actions
from reporting.actions.refusals import Faulty, Refused
from reporting.models import Comment, Submission
from reporting.views.carry import keeps_words
from reporting.views.comments_page import anchor
from reporting.views.dashboards import report_page
from reporting.views.request import reader
from reporting.views.standing import addresses
from reporting.views.talk import NOT_REPLIED, Talk, reply_id


@require_POST
@keeps_words
def begin(request, slug, period: FinancialQuarter, sub_strand, number: int):
    """The form of a new comment with that KPI chosen; what is typed already stays."""
    submission = access.submission_to_discuss(reader(request), slug, period, sub_strand)
    talk = Talk.typed(request.POST)
    if talk.words:
        return report_page(request, submission, replace(talk, about="", number=str(number)))
    report = addresses(submission)["report"]
    return HttpResponseRedirect(f"{report}?comment={number}#add-comment")


@require_POST
@keeps_words
def write(request, slug, period: FinancialQuarter, sub_strand):
    """Say something of one KPI, or of the return as a whole."""
    submission = access.submission_to_discuss(reader(request), slug, period, sub_strand)
    talk = Talk.typed(request.POST)
    try:
        comment = actions.write(
            submission=submission,
            placement=_number(talk.about) if talk.about else None,
            text=talk.text,
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        fields = {"text": "id_new_comment", "placement": "id_about"}
        return _again(request, submission, refusal, talk, fields)
    said = (
        "Your comment is saved. Its lead can read and answer it here, and finds it beside the "
        "fields when the return is theirs to change."
    )
    return _done(request, submission, talk.without_comment(), said, anchor(comment))


@require_POST
@keeps_words
def reply(request, slug, period: FinancialQuarter, sub_strand, comment):
    """Answer a comment."""
    submission = access.submission_to_discuss(
        reader(request), slug, period, sub_strand, answering=True
    )
    found, talk = _comment(submission, comment), Talk.typed(request.POST)
    text = talk.replies.get(comment, "")
    try:
        actions.reply(comment=found, text=text, by=request.user, now=clock.now())
    except Refused as refusal:
        return _again(request, submission, refusal, talk, {"text": reply_id(comment)})
    said = "Your reply is saved under the comment."
    return _done(request, submission, talk.without_reply(comment), said, anchor(found))


@require_POST
@keeps_words
def resolve(request, slug, period: FinancialQuarter, sub_strand, comment):
    """Let a comment ask for nothing any more, or take it up again."""
    submission = access.submission_to_discuss(reader(request), slug, period, sub_strand)
    found, talk = _comment(submission, comment), Talk.typed(request.POST)
    if comment in talk.replies:
        faults = {reply_id(comment): NOT_REPLIED}
        return report_page(request, submission, talk.with_faults(faults), status=422)
    again = request.POST.get("resolved") == "no"
    act = actions.take_up_again if again else actions.resolve
    try:
        act(comment=found, by=request.user, now=clock.now())
    except Refused as refusal:
        return _done(request, submission, talk, str(refusal), "comments", messages.INFO)
    if again:
        said = "The comment is taken up again."
        return _done(request, submission, talk, said, anchor(found))
    return _done(request, submission, talk, "The comment is resolved.", "comments")


def _comment(submission: Submission, pk: int) -> Comment:
    """The comment, if it is on this return. Raises Http404."""
    comments: QuerySet[Comment] = Comment.objects.filter(submission=submission)
    return get_object_or_404(comments.select_related("submission"), pk=pk)


def _number(text: str) -> int:
    """A placement's id; 0, which none has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _again(request, submission: Submission, refusal: Refused, talk: Talk, fields: dict[str, str]):
    """The sub-strand's page with what was typed, and why it was not saved."""
    faulty = isinstance(refusal, Faulty)
    faults = {fields[name]: text for name, text in refusal.faults.items()} if faulty else {}
    talk = talk.with_faults(faults or {"": str(refusal)})
    submission.refresh_from_db(fields=["state", "version"])
    return report_page(request, submission, talk, status=422 if faulty else 409)


def _done(
    request,
    submission: Submission,
    talk: Talk,
    said: str,
    place: str,
    level: int = messages.SUCCESS,
):
    """On to `place` on the page, where the message is shown; while something else is typed, the
    page at once, with that in its fields and the message at its top."""
    if talk.words:
        messages.add_message(request, level, said)
        return report_page(request, submission, talk)
    messages.add_message(request, level, said, extra_tags=place)
    return HttpResponseRedirect(f"{addresses(submission)['report']}#{place}")
