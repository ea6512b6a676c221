from reporting.models.comment import Comment, Reply
from reporting.models.matter import Matter
from reporting.models.notice import Notice
from reporting.models.observation import Observation
from reporting.models.quarter import Edition, GovernanceDate, Quarter
from reporting.models.submission import Entry, Revision, Step, Submission

__all__ = [
    "Comment",
    "Edition",
    "Entry",
    "GovernanceDate",
    "Matter",
    "Notice",
    "Observation",
    "Quarter",
    "Reply",
    "Revision",
    "Step",
    "Submission",
]
