"""What the portal writes to people. Called only once the act is committed."""

import logging
from datetime import date
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.roles import Role
from objectives.models import Assignment
from reporting.models import Step

log = logging.getLogger(__name__)


def sent_back(step: Step, *, on: date) -> None:
    """Tell the lead and deputies that their return came back, in the reviewer's words."""
    submission = step.submission
    held = Assignment.objects.on(on).filter(
        sub_strand=submission.sub_strand,
        role__in=[Role.PROJECT_LEAD, Role.DEPUTY],
        user__is_active=True,
    )
    recipients = sorted(held.values_list("user__email", flat=True).distinct())
    if not recipients:
        return
    text = render_to_string("mail/sent_back.txt", {"step": step, "submission": submission})
    message = EmailMessage(
        subject=f"Sent back: {submission.sub_strand}, {submission.quarter.period.name}",
        body=text,
        to=recipients,
    )
    try:
        message.send()
    except (SMTPException, OSError):
        # The act stands and its page shows it; mail is a courtesy that must not undo it.
        log.exception("No mail could be sent about %s.", submission)
