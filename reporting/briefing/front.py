"""What stands before the figures: the one-page summary and what an officer wrote. Pure."""

from collections.abc import Iterator

from objectives.days import in_words
from objectives.rag import Status
from reporting import headlines
from reporting.answers import GovernanceKind
from reporting.briefing import pictures
from reporting.briefing.document import Block, Cell, Heading, Items, Paragraph, Table
from reporting.briefing.material import Asked, Material
from reporting.headlines import Few, Headline
from reporting.report import GovernanceDate


def objective_name(material: Material) -> str:
    """The objective that the pack is for; blank where it is for all."""
    slug = material.terms.objective
    names = (part.objective for part in material.report.sub_strands if part.objective_slug == slug)
    return next(names, "")


def status_words(material: Material) -> str:
    """Draft or final, and of which edition: "Final, pack 2, from edition 1 of 28 November 2023"."""
    report = material.report
    made = f"{'Final' if material.is_final else 'Draft'}, pack {material.number}"
    if report.edition is None:
        return f"{made}, from figures that are not published yet"
    day = f", published {in_words(report.published_on)}" if report.published_on else ""
    return f"{made}, from edition {report.edition}{day}"


# --- The summary --------------------------------------------------------------------------------


def summary(material: Material) -> list[Block]:
    """The page for whoever reads only one: how it stands, what is Red, what is wanted of them."""
    report = material.report
    blocks: list[Block] = [Paragraph(headlines.sentence(report, on=material.made_on), is_lede=True)]
    lists = headlines.headlines(report)
    blocks += _listed("What is Red and what is being done", lists.red, "No KPI is Red.")
    blocks += _listed("What got worse", lists.worse, "")
    blocks += _listed("What got better", lists.better, "")
    blocks += _wanted(material.wanted)
    picture = pictures.statuses(material.over_quarters)
    return [*blocks, *([picture] if picture else [])]


def _listed(title: str, few: Few, otherwise: str) -> list[Block]:
    if not few.items:
        return [Heading(title, 2), Paragraph(otherwise)] if otherwise else []
    items = [_said(item) for item in few.items]
    if few.more:
        items.append(f"and {few.more} more, in the tables below")
    return [Heading(title, 2), Items(tuple(items))]


def _said(item: Headline) -> str:
    """ "Active travel (Health): Red, worse: was Amber. 2 of 11. Work goes on." """
    word = Status(item.status).label if item.status else ""
    place = f" ({item.place})" if item.place else ""
    sentences = [f"{item.title}{place}: {word}" if word else f"{item.title}{place}"]
    sentences += [text for text in (item.moved, item.said, item.done) if text]
    return " ".join(text if text[-1] in ".!?…" else f"{text}." for text in sentences)


def _wanted(asked: tuple[Asked, ...]) -> list[Block]:
    if not asked:
        return []
    return [Heading("Decisions and answers wanted", 2), Items(tuple(map(wanted_words, asked)))]


def wanted_words(asked: Asked) -> str:
    """ "Which sites come first? Housing Manager, by 7 February 2024." """
    by = f"by {in_words(asked.due_on)}" if asked.due_on else ""
    who = ", ".join(text for text in (asked.who, by) if text)
    return f"{asked.text} {who[:1].upper()}{who[1:]}." if who else asked.text


# --- The officer's texts ------------------------------------------------------------------------


def paragraphs(text: str) -> Iterator[Paragraph]:
    """A text's paragraphs: what a blank line parts."""
    for piece in text.replace("\r\n", "\n").split("\n\n"):
        if piece.strip():
            yield Paragraph(" ".join(piece.split()))


def purpose(material: Material) -> list[Block]:
    """Why the note is written."""
    return list(paragraphs(material.terms.texts.purpose))


def recommendations(material: Material) -> list[Block]:
    """What the reader is asked to do, each on a line of its own."""
    lines = [" ".join(line.split()) for line in material.terms.texts.recommendations.splitlines()]
    items = tuple(line for line in lines if line)
    if len(items) == 1:
        return [Paragraph(items[0])]
    return [Items(items, is_numbered=True)] if items else []


def background(material: Material) -> list[Block]:
    """How it came to this."""
    return list(paragraphs(material.terms.texts.background))


def governance(material: Material) -> list[Block]:
    """Who reports to whom by when, with the quarter's calendar."""
    calendar = _calendar(material.report.governance_dates)
    return [*paragraphs(material.terms.texts.governance), *([calendar] if calendar else [])]


def _calendar(dates: tuple[GovernanceDate, ...]) -> Table | None:
    if not dates:
        return None
    rows = tuple(
        (
            Cell(GovernanceKind(item.kind).label),
            Cell(in_words(item.date) if item.date else item.words),
        )
        for item in dates
    )
    return Table("The quarter’s dates", ("Meeting or deadline", "When"), rows, (1, 1))


def _when(item: GovernanceDate) -> str:
    return in_words(item.date) if item.date else item.words
