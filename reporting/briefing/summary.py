"""The page for whoever reads only one: how it stands, what is Red, what is wanted of them. Pure."""

from collections.abc import Iterator

from objectives.days import in_words
from objectives.plan import Style
from objectives.rag import Status
from reporting import headlines
from reporting.briefing import milestones, pictures
from reporting.briefing.document import Block, Cell, Heading, Items, Paragraph, Table
from reporting.briefing.front import recommended
from reporting.briefing.material import Asked, Counts, Material
from reporting.charts.wholes import DECLARED, IN_ORDER, TARGETS
from reporting.dashboard import shortened
from reporting.headlines import Few, Headline
from reporting.meeting import MatterKind
from reporting.report import Line, SubStrandReport

_MOST, _FEWER = 3, 2  # of a list: all of it is to fit on a page, with much Red too ...
_REDS = 4  # ... of which so many stand here where there is much else
_NO_DAY = "No day is set."


def blocks(material: Material) -> list[Block]:
    """The sentence, the statuses over the quarters, the lists."""
    report = material.report
    found: list[Block] = [Paragraph(headlines.sentence(report, on=material.made_on), is_lede=True)]
    if not report.received:
        return [*found, *_wanted(material)]
    lists = headlines.headlines(report)
    red = _fitting(lists.red) if lists.worse.items and material.wanted else lists.red
    most = _MOST if len(red.items) < _MOST else _FEWER
    picture = pictures.statuses(material.over_quarters, report.style)
    return [
        *found,
        *_counts(material),
        *([picture] if picture else []),
        *_red(red, material),
        *_listed("What got worse", lists.worse, most),
        *_listed("What got better", lists.better, most),
        *_wanted(material),
    ]


def _fitting(few: Few) -> Few:
    left = max(0, len(few.items) - _REDS)
    return Few(few.items[:_REDS], few.more + left)


# --- The counts ---------------------------------------------------------------------------------


def _counts(material: Material) -> list[Block]:
    """How many sub-strands and KPIs are Red, Amber and Green now; a drawing of KPIs has it too."""
    if not material.over_quarters or pictures.draws_kpis(material.over_quarters):
        return []
    now = material.over_quarters[-1]
    by_figures = material.report.style == Style.METRICS
    names = (("Metrics", now.kpis),) if by_figures else _declared(now.sub_strands, now.kpis)
    rows = tuple((Cell(name), *_numbers(counts)) for name, counts in names if counts.total)
    if not rows:
        return []
    labels = (TARGETS if by_figures else DECLARED).labels
    header = ("How many", *(labels[status] for status in IN_ORDER))
    return [Table("How it stands", header, rows, (24, 19, 19, 19, 19))]


def _declared(sub_strands: Counts, kpis: Counts) -> tuple[tuple[str, Counts], ...]:
    return ("Sub-strands", sub_strands), ("KPIs", kpis)


def _numbers(counts: Counts) -> Iterator[Cell]:
    """Each number with its status's shape and shade; a nought stands out from nothing."""
    for status in IN_ORDER:
        number = getattr(counts, status.value)
        yield Cell(str(number), status.value if number else "")


# --- What is Red --------------------------------------------------------------------------------


def _red(few: Few, material: Material) -> list[Block]:
    """What is Red, what is being done about it, by whom and by when."""
    title = "What is Red and what is being done"
    if not few.items:
        counted = material.report.figures_held
        return [Heading(title, 2), Paragraph("Nothing is Red.")] if counted else []
    rows = [(item, *_place_of(item, material)) for item in few.items]
    is_anyone_named = any(part.project_lead or _by(part, line, material) for _, part, line in rows)
    header = ("What", "Reported", "What is being done")
    widths = (30, 30, 40)
    if is_anyone_named:
        header, widths = (*header, "By whom, by when"), (25, 22, 28, 25)
    table = tuple(
        (*_told(item), *((_who(part, line, material),) if is_anyone_named else ()))
        for item, part, line in rows
    )
    many = len(few.items)
    shown = f"{many} of {many + few.more} that are Red" if few.more else "All that is Red"
    return [Heading(title, 2), Table(f"{shown}, weightiest first", header, table, widths)]


def _place_of(item: Headline, material: Material) -> tuple[SubStrandReport, Line | None]:
    part = material.report.sub_strand(item.slug)
    lines = (line for line in part.lines if item.kpi and line.number == item.number)
    return part, next(lines, None)


def _told(item: Headline) -> tuple[Cell, ...]:
    said = item.said or item.moved or "The sub-strand as a whole."
    return (
        Cell(item.title, item.status, note=item.place),
        Cell(said, note=item.moved if item.said else ""),
        Cell(item.done or "Nothing is said."),
    )


def _who(part: SubStrandReport, line: Line | None, material: Material) -> Cell:
    return Cell(part.project_lead or "Nobody is named.", note=_by(part, line, material) or _NO_DAY)


def _by(part: SubStrandReport, line: Line | None, material: Material) -> str:
    """By when somebody is to have seen to it: an open action's day, else the milestone's own."""
    days = [
        asked.due_on
        for asked in material.wanted
        if asked.kind == MatterKind.ACTION and asked.sub_strand == part.name and asked.due_on
    ]
    due = milestones.due(line) if line else None
    if not days and due:
        return f"Due {due.words}"
    return f"By {in_words(min(days))}" if days else ""


# --- The lists ----------------------------------------------------------------------------------


def _listed(title: str, few: Few, most: int) -> list[Block]:
    if not few.items:
        return []
    items = tuple(_said(item) for item in few.items[:most])
    total = len(few.items) + few.more
    shown = f" ({len(items)} of {total})" if total > len(items) else ""
    return [Heading(f"{title}{shown}", 2), Items(items)]


def _said(item: Headline) -> str:
    """ "Active travel (Health): Amber. Worse: was Green. 2 of 11." """
    word = Status(item.status).label if item.status else ""
    place = f" ({item.place})" if item.place else ""
    title = f"{item.title.rstrip('.')}{place}"
    sentences = [f"{title}: {word}" if word else title]
    sentences += [text for text in (item.moved, item.said) if text]
    return " ".join(text if text[-1] in ".!?…" else f"{text}." for text in sentences)


def _wanted(material: Material) -> list[Block]:
    """What is asked of the reader, then what others are still to do or to answer."""
    found: list[Block] = []
    asked = recommended(material)
    if asked:
        found += [Heading("What is asked of you", 2), Items(_few(asked, _MOST))]
    if material.wanted:
        told = tuple(map(wanted_words, material.wanted))
        found += [Heading("Still to be done or answered", 2), Items(_few(told, _FEWER))]
    return found


def _few(items: tuple[str, ...], most: int) -> tuple[str, ...]:
    shown = tuple(shortened(item, 240) for item in items[:most])
    more = len(items) - len(shown)
    return (*shown, f"and {more} more") if more else shown


def wanted_words(asked: Asked) -> str:
    """ "Which sites come first? Asked by Scrutiny, Housing Manager, by 7 February 2024." """
    by = f"by {in_words(asked.due_on)}" if asked.due_on else ""
    asker = f"asked by {asked.asked_by}" if asked.asked_by else ""
    who = ", ".join(text for text in (asker, asked.who, by) if text)
    text = asked.text if asked.text.rstrip().endswith((".", "!", "?", "…")) else f"{asked.text}."
    return f"{text} {who[:1].upper()}{who[1:]}." if who else text
