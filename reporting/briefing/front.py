"""What stands before the figures: what an officer wrote, the calendar, draft or final. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from objectives.days import in_words
from reporting.answers import GovernanceKind
from reporting.briefing.document import Block, Cell, Items, Paragraph, Table
from reporting.briefing.material import NOT_STORED, Material
from reporting.report import GovernanceDate


def objective_name(material: Material) -> str:
    """The objective that the pack is for; blank where it is for all."""
    slug = material.terms.objective
    names = (part.objective for part in material.report.sub_strands if part.objective_slug == slug)
    return next(names, "")


def status_words(material: Material) -> str:
    """Draft or final, and of which edition: "Final, pack 2, from edition 1 of 28 November 2023"."""
    report = material.report
    made = "Final" if material.is_final else "Draft"
    if material.number != NOT_STORED:
        made = f"{made}, pack {material.number}"
    if report.edition is None:
        return f"{made}, from figures that are not published yet"
    day = f", published {in_words(report.published_on)}" if report.published_on else ""
    return f"{made}, from edition {report.edition}{day}"


# --- Texts --------------------------------------------------------------------------------------

_BULLET = re.compile(r"[-•*–]\s+")
_ORDINAL = re.compile(r"\d{1,2}[.)]\s+")


def paragraphs(text: str) -> Iterator[Paragraph | Items]:
    """A text's lines as paragraphs; lines that begin as those of a list do make a list."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    for kind, run in groupby(filter(None, lines), key=_kind):
        if kind is None:
            yield from map(Paragraph, run)
        else:
            items = tuple(kind.sub("", line, count=1) for line in run)
            yield Items(items, is_numbered=kind is _ORDINAL)


def _kind(line: str) -> re.Pattern | None:
    """What marks the line as one of a list; None for an ordinary one."""
    return next((mark for mark in (_BULLET, _ORDINAL) if mark.match(line)), None)


def purpose(material: Material) -> list[Block]:
    """Why the note is written."""
    return list(paragraphs(material.terms.texts.purpose))


def recommended(material: Material) -> tuple[str, ...]:
    """What the reader is asked to do, each on a line of its own, without bullets of its own."""
    lines = (" ".join(line.split()) for line in material.terms.texts.recommendations.splitlines())
    return tuple(
        _ORDINAL.sub("", _BULLET.sub("", line, count=1), count=1) for line in lines if line
    )


def recommendations(material: Material) -> list[Block]:
    """The recommendations as a numbered list; one alone needs no number."""
    items = recommended(material)
    if len(items) == 1:
        return [Paragraph(items[0])]
    return [Items(items, is_numbered=True)] if items else []


def background(material: Material) -> list[Block]:
    """How it came to this."""
    return list(paragraphs(material.terms.texts.background))


# --- Governance ---------------------------------------------------------------------------------


def governance(material: Material) -> list[Block]:
    """Who reports to whom by when, with the quarter's calendar."""
    calendar = _calendar(material.report.governance_dates)
    return [*paragraphs(material.terms.texts.governance), *([calendar] if calendar else [])]


def _calendar(dates: Iterable[GovernanceDate]) -> Table | None:
    rows = tuple((Cell(kind_words(item)), Cell(when(item))) for item in dates)
    if not rows:
        return None
    return Table("The quarter’s dates", ("Meeting or deadline", "When"), rows, (1, 1))


def kind_words(item: GovernanceDate) -> str:
    """ "Cabinet Member briefing"."""
    return GovernanceKind(item.kind).label


def when(item: GovernanceDate) -> str:
    """The day, or the words that stand for it: "Monthly"."""
    return in_words(item.date) if item.date else item.words
