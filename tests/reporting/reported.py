"""What tests of built reports share: a quarter that was reported, and its line."""

from accounts.roles import Role
from reporting.actions import review
from reporting.models import Quarter
from reporting.quarter_report import build, everything
from tests import factories
from tests.factories import NOW, change, complete, fill


def part(quarter, slug="growth"):
    """The sub-strand in the report of the whole."""
    return build(quarter, everything).sub_strand(slug)


def line(quarter, placement):
    """The placement's line in the report of the whole."""
    lines = part(quarter, placement.sub_strand.slug).lines
    return next(line for line in lines if line.number == placement.number)


def reported(placement, period, *, overall="green", approve=True, **entry):
    """A quarter in which the placement's return said this, approved; else submitted."""
    strategy = placement.sub_strand.strategy
    quarter = Quarter.objects.filter(strategy=strategy, period=period).first()
    quarter = quarter or factories.quarter(strategy=strategy, period=period)
    submission = factories.submission(quarter=quarter, sub_strand=placement.sub_strand)
    content = change(complete(submission=submission, overall=overall), placement, **entry)
    submission = fill(submission=submission, content=content, state="submitted")
    if approve:
        reviewer = factories.hold(user=factories.person(), role=Role.ECONOMY_CELL, over=strategy)
        review.approve(submission=submission, version=submission.version, by=reviewer, now=NOW)
    return quarter
