"""Prepares what a search found: a few of each kind, or all of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse

from objectives.models import KPI, Statement
from objectives.plan import StatementKind
from reporting import sheet
from reporting.access import Reader
from reporting.dashboard import counted
from reporting.models import Entry, Submission
from reporting.searching import NOTES, Kind, found
from reporting.snippets import Piece, snippet, words_of
from reporting.workflow import ReturnState

LONGEST = 200  # characters that may be typed
SHORTEST = 2
_FEW = 5  # of each kind, while all kinds are shown
_PAGE = 20
_NOUNS = {
    Kind.KPIS: "KPI",
    Kind.NOTES: "note",
    Kind.COMMENTARY: "commentary",
    Kind.STATEMENTS: "statement",
}
_TITLES = {
    Kind.KPIS: "KPIs",
    Kind.NOTES: "Notes on KPIs",
    Kind.COMMENTARY: "Commentary",
    Kind.STATEMENTS: "Statements",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What the address asks for."""

    text: str = ""
    kind: Kind | None = None
    page: str = ""

    @property
    def wrong(self) -> str:
        """What can't be looked for, in words; blank where it can."""
        if len(self.text) > LONGEST:
            return f"Use {LONGEST} characters or fewer; there are {len(self.text):,}."
        if self.text and not any(len(word) >= SHORTEST for word in words_of(self.text)):
            return f"Look for a word of {SHORTEST} letters or more."
        return ""


def typed(asked: Mapping[str, str]) -> Typed:
    """What the address asks for; a kind that there is not shows all kinds."""
    kind = asked.get("in", "")
    text = asked.get("q", "").replace("\0", "").strip()
    return Typed(text, Kind(kind) if kind in list(Kind) else None, asked.get("page", ""))


def context(asked: Typed, who: Reader) -> dict:
    """All that the page's template prints."""
    wrong = asked.wrong
    words = () if wrong else words_of(asked.text)
    groups = _groups(asked, words, who) if words else []
    total = sum(group["total"] for group in groups)
    return {
        "text": asked.text,
        "wrong": wrong,
        "errors": [{"text": wrong, "href": "#q"}] if wrong else [],
        "searched": bool(words),
        "said": _said(groups, total) if words else "",
        "groups": groups,
        "all_kinds": _address(asked.text) if asked.kind else "",
        "longest": LONGEST,
        "title": f"{asked.text}: search" if words else "Search",
    }


def _groups(asked: Typed, words: Sequence[str], who: Reader) -> list[dict]:
    kinds = [asked.kind] if asked.kind else list(Kind)
    groups = [_group(kind, asked, words, who) for kind in kinds]
    return [group for group in groups if group["total"]]


def _group(kind: Kind, asked: Typed, words: Sequence[str], who: Reader) -> dict:
    pages = Paginator(found(kind, words, who), _PAGE if asked.kind else _FEW)
    page = pages.get_page(asked.page if asked.kind else 1)
    rows = [_ROWS[kind](row, words) for row in page] if pages.count else []
    more = pages.count > _FEW and not asked.kind
    return {
        "id": f"found-{kind}",
        "title": _TITLES[kind],
        "total": pages.count,
        "words": _counted(kind, pages.count),
        "rows": rows,
        "all": _address(asked.text, kind) if more else "",
        "all_words": f"All {_counted(kind, pages.count)}",
        "previous": _page(asked, page.number - 1) if page.has_previous() else None,
        "next": _page(asked, page.number + 1) if page.has_next() and asked.kind else None,
    }


def _counted(kind: Kind, many: int) -> str:
    if kind == Kind.COMMENTARY:
        return f"{many:,} {'commentary' if many == 1 else 'commentaries'}"
    return counted(many, _NOUNS[kind])


def _page(asked: Typed, number: int) -> dict:
    return {"label": f"Page {number}", "url": _address(asked.text, asked.kind, number)}


def _address(text: str, kind: Kind | None = None, page: int | None = None) -> str:
    asked = {"q": text, **({"in": kind} if kind else {}), **({"page": page} if page else {})}
    return f"{reverse('reporting:search')}?{urlencode(asked)}"


def _said(groups: list[dict], total: int) -> str:
    if not total:
        return "Nothing was found."
    return "Found: " + ", ".join(group["words"] for group in groups) + "."


# --- Rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was found: what it is, where it stands, and the words in it."""

    title: tuple[Piece, ...]
    url: str
    place: str
    text: tuple[Piece, ...] = ()
    status: str = ""
    state: str = ""  # of a return that others can't read yet


def _kpi(kpi: KPI, words: Sequence[str]) -> Row:
    wordings = [place.wording for place in kpi.places if place.wording != kpi.name]
    told = next((text for text in (kpi.definition, *wordings) if _stands_in(text, words)), "")
    places = dict.fromkeys(
        f"{place.sub_strand.name}, {place.sub_strand.strategy.name}" for place in kpi.places
    )
    return Row(
        title=snippet(kpi.name, words),
        url=reverse("reporting:kpi", args=[kpi.slug]),
        place="; ".join(places),
        text=snippet(told or kpi.definition, words) if told or kpi.definition else (),
    )


def _note(entry: Entry, words: Sequence[str]) -> Row:
    texts = [getattr(entry, name) for name in NOTES]
    told = next((text for text in texts if _stands_in(text, words)), " ".join(texts))
    return Row(
        title=snippet(entry.wording or entry.placement.wording, words),
        url=f"{_report(entry.submission)}#kpi-{entry.placement.number}",
        place=_place(entry.submission),
        text=snippet(told, words),
        status=entry.declared,
        state=_open_state(entry.submission),
    )


def _commentary(submission: Submission, words: Sequence[str]) -> Row:
    return Row(
        title=(Piece(submission.sub_strand.name),),
        url=f"{_report(submission)}#commentary",
        place=_place(submission),
        text=snippet(submission.commentary, words),
        status=submission.overall,
        state=_open_state(submission),
    )


def _statement(statement: Statement, words: Sequence[str]) -> Row:
    kind = StatementKind(statement.kind).value.replace("_", " ").capitalize()
    where = statement.sub_strand or statement.objective
    slug = statement.strategy.slug
    url = reverse("reporting:strategy", args=[slug]) + "#plan"
    quarter = ""
    if statement.quarter:
        url = reverse("reporting:quarter", args=[slug, statement.quarter])
        quarter = statement.quarter.name
    places = [where.name if where else "", statement.strategy.name, quarter]
    return Row(
        title=snippet(statement.heading or kind, words),
        url=url,
        place=", ".join(place for place in places if place),
        text=snippet(statement.text, words),
    )


_ROWS = {
    Kind.KPIS: _kpi,
    Kind.NOTES: _note,
    Kind.COMMENTARY: _commentary,
    Kind.STATEMENTS: _statement,
}


def _stands_in(text: str, words: Sequence[str]) -> bool:
    return any(piece.is_found for piece in snippet(text, words))


def _report(submission: Submission) -> str:
    quarter = submission.quarter
    args = [quarter.strategy.slug, quarter.period, submission.sub_strand.slug]
    return reverse("reporting:sub_strand", args=args)


def _place(submission: Submission) -> str:
    quarter = submission.quarter
    return f"{submission.sub_strand.name}, {quarter.period.name}, {quarter.strategy.name}"


def _open_state(submission: Submission) -> str:
    """How far the return is, unless it is published; a word that most rows do without."""
    state = ReturnState(submission.state)
    return "" if state == ReturnState.PUBLISHED else sheet.STATES[state]
