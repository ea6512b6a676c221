from reporting.models.comment import Comment, Reply
from reporting.models.matter import Matter
from reporting.models.merging import Merging
from reporting.models.notice import Notice
from reporting.models.observation import Observation
from reporting.models.pack import MemberWording, Pack, PackFile, PackText
from reporting.models.quarter import Edition, GovernanceDate, Quarter
from reporting.models.submission import Entry, Revision, Step, Submission

__all__ = [
    "Comment",
    "Edition",
    "Entry",
    "GovernanceDate",
    "Matter",
    "MemberWording",
    "Merging",
    "Notice",
    "Observation",
    "Pack",
    "PackFile",
    "PackText",
    "Quarter",
    "Reply",
    "Revision",
    "Step",
    "Submission",
]
