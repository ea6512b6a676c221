"""The roles a person may hold, a sentence each (DESIGN 1 and 5).

A role is held over a strategy or a sub-strand (`objectives.Assignment`). The administrator alone
belongs to no strategy, so that one is a mark on the `User`.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to a strategy or one of its sub-strands."""

    PROJECT_LEAD = "project_lead"
    DEPUTY = "deputy"
    SES_LEAD = "ses_lead"
    ECONOMY_CELL = "economy_cell"
    OFFICER = "officer"
    VIEWER = "viewer"

    @property
    def label(self) -> str:
        """The role's name as pages print it."""
        return _LABELS[self]

    @property
    def over_sub_strand(self) -> bool:
        """Held over one sub-strand; the others are held over a whole strategy."""
        return self in SUB_STRAND_ROLES


_LABELS = {
    Role.PROJECT_LEAD: "Project lead",
    Role.DEPUTY: "Deputy lead",
    Role.SES_LEAD: "SES lead",
    Role.ECONOMY_CELL: "Economy Cell",
    Role.OFFICER: "Officer",
    Role.VIEWER: "Viewer",
}

SUB_STRAND_ROLES = frozenset({Role.PROJECT_LEAD, Role.DEPUTY, Role.SES_LEAD})
STRATEGY_ROLES = frozenset(Role) - SUB_STRAND_ROLES
