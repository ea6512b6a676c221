"""For whom a pack is made, which parts it has, and the texts that an officer writes. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_TEXT = 10_000  # characters of one of the texts
LONGEST_LINE = 200
WORDS_FOR_MEMBER = 150  # of a sub-strand's wording, unless the pack sets another limit


class Audience(StrEnum):
    """Whom it is made for."""

    CABINET_MEMBER = "cabinet_member"
    SCRUTINY = "scrutiny"
    ECONOMY_CELL = "economy_cell"
    OBJECTIVE = "objective"  # those of one objective

    @property
    def label(self) -> str:
        """As pages and the cover print it."""
        return _AUDIENCES[self]


_AUDIENCES = {
    Audience.CABINET_MEMBER: "Cabinet Member",
    Audience.SCRUTINY: "Overview and Scrutiny",
    Audience.ECONOMY_CELL: "Economy Cell",
    Audience.OBJECTIVE: "One objective",
}


class Section(StrEnum):
    """A part that can be left out, in the order of the document."""

    SUMMARY = "summary"
    SINCE_BRIEFED = "since_briefed"
    PURPOSE = "purpose"
    RECOMMENDATIONS = "recommendations"
    BACKGROUND = "background"
    GOVERNANCE = "governance"
    PROGRESS = "progress"
    PERFORMANCE = "performance"
    IMPLICATIONS = "implications"
    FORWARD_LOOK = "forward_look"
    DEFINITIONS = "definitions"

    @property
    def label(self) -> str:
        """As the pack's page names it."""
        return _SECTIONS[self]


_SECTIONS = {
    Section.SUMMARY: "One-page summary",
    Section.SINCE_BRIEFED: "Since you were last briefed",
    Section.PURPOSE: "Purpose of briefing note",
    Section.RECOMMENDATIONS: "Recommendations",
    Section.BACKGROUND: "Background",
    Section.GOVERNANCE: "Governance and reporting",
    Section.PROGRESS: "Progress to date",
    Section.PERFORMANCE: "Performance summary",
    Section.IMPLICATIONS: "Implications",
    Section.FORWARD_LOOK: "Forward look",
    Section.DEFINITIONS: "Definitions of the KPIs",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """What an officer writes into a quarter's pack. A blank text leaves its part out."""

    meeting: str = ""
    meeting_on: str = ""  # as typed: "7 February 2024"
    portfolio: str = ""  # or committee
    contact_officer: str = ""  # by title
    purpose: str = ""
    recommendations: str = ""  # one a line
    background: str = ""
    governance: str = ""
    finance: str = ""
    legal: str = ""
    equality: str = ""
    climate: str = ""


#: The texts of one line; the others may have paragraphs.
LINES = ("meeting", "meeting_on", "portfolio", "contact_officer")


@dataclass(frozen=True, slots=True)
class Terms:
    """How a pack is made: for whom, of what, with which texts."""

    audience: Audience = Audience.CABINET_MEMBER
    objective: str = ""  # its slug, where the audience is one objective's
    left_out: frozenset[Section] = frozenset()
    exceptions_only: bool = False  # sub-strands and KPIs that are Red, Amber, worse or differ
    with_differences: bool = False  # where a status is better than its figures, and why
    word_limit: int = WORDS_FOR_MEMBER
    texts: Texts = Texts()
    wordings: dict[str, str] = field(default_factory=dict)  # Member wording by sub-strand's slug
