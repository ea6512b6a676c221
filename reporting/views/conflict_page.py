"""Two people's versions of the same rows, side by side, and everything else carried along."""

from django.utils import timezone

from accounts.models import User
from reporting.actions.refusals import Conflict
from reporting.completeness import short
from reporting.content import Content, EntryContent
from reporting.entry_form import kpi_name
from reporting.forms import ReturnForm, as_fields
from reporting.views.return_page import Return
from reporting.what_changed import said_of, said_status

#: Who was there, where no person was.
A_FILE = "A file of figures"


def context(page: Return, mine: Content, conflict: Conflict, user: User) -> dict:
    """The rows to choose for, and all the fields that a choice sends on."""
    asked = [(f"asked-{key}", "yes") for key in conflict.conflicts]
    return {
        "who": who(conflict, user),
        "rows": _rows(page, mine, conflict),
        "fields": [*as_fields(_with_mine(conflict, mine), conflict.version), *asked],
    }


def unanswered(form: ReturnForm) -> list[str]:
    """The rows that this page asked about and nobody has chosen for."""
    return [key for key, side in form.choices().items() if not side]


def asked_again(page: Return, form: ReturnForm, user: User) -> dict:
    """The same page while a choice is missing: what was chosen stays, and nothing is lost."""
    submission, choices = page.submission, form.choices()
    conflict = Conflict(
        version=form.version,
        saved=page.stored,
        merged=form.sent(),
        conflicts=tuple(choices),
        by=submission.saved_by.name if submission.saved_by else "",
        at=submission.saved_at,
    )
    made = context(page, form.sent(), conflict, user)
    for row, side in zip(made["rows"], choices.values(), strict=True):
        row["chosen"] = side
        row["error"] = "" if side else f"{row['named']}: choose which to keep."
    errors = [
        {"text": row["error"], "href": f"#{row['name']}-mine"}
        for row in made["rows"]
        if row["error"]
    ]
    return {**made, "errors": errors}


def _rows(page: Return, mine: Content, conflict: Conflict) -> list[dict]:
    theirs, ours = conflict.saved.rows(), mine.rows()
    whole = {"overall": "Overall status", "commentary": "Commentary"}
    places = {str(entry.placement_id): entry.placement for entry in page.entries}
    titles = {key: f"{it.number}. {short(it.wording, 120)}" for key, it in places.items()} | whole
    names = {key: kpi_name(it) for key, it in places.items()} | whole
    when = timezone.localtime(conflict.at) if conflict.at else None
    return [
        {
            "name": f"choose-{key}",
            "named": names[key],
            "title": titles[key],
            "mine": said(ours[key]),
            "theirs": said(theirs[key]),
            "when": f"at {when:%H:%M}" if when else "",
        }
        for key in conflict.conflicts
    ]


def _with_mine(conflict: Conflict, mine: Content) -> Content:
    """All that merged, and my own side of the rows to choose for."""
    merged, rows = conflict.merged, set(conflict.conflicts)
    return Content(
        overall=mine.overall if "overall" in rows else merged.overall,
        commentary=mine.commentary if "commentary" in rows else merged.commentary,
        entries={
            key: mine.entries[key] if str(key) in rows else row
            for key, row in merged.entries.items()
        },
    )


def who(conflict: Conflict, user: User) -> str:
    """The other editor; one's own name means another window, nobody's a file (`filling`)."""
    return "Your other window" if conflict.by == user.name else conflict.by or A_FILE


def said(row: str | EntryContent) -> str:
    """One side's row as text, a line for each thing it says."""
    if isinstance(row, str):
        return said_status(row) or row
    return "\n".join(f"{name}: {value}" for name, value in said_of(row).items() if value)


def names_of_changed(form: ReturnForm, stored: Content) -> str:
    """Which rows came in from somebody else: "KPI 3, Events … and the commentary"."""
    sent, now = form.content().rows(), stored.rows()
    names = [
        f"KPI {row.placement.number}"
        for row in form.entries
        if sent[str(row.placement.pk)] != now[str(row.placement.pk)]
    ]
    if sent["overall"] != now["overall"]:
        names.append("the overall status")
    if sent["commentary"] != now["commentary"]:
        names.append("the commentary")
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
