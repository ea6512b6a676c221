"""The quarter as data: the report's own JSON, for machines and for people who read it."""

import json

from reporting.exports.text import whole_characters
from reporting.report import QuarterReport
from reporting.report_json import as_json


def render(report: QuarterReport) -> bytes:
    """Indented UTF-8 JSON with a line end, in the order of `as_json`."""
    text = json.dumps(as_json(report), ensure_ascii=False, indent=2)
    return whole_characters(f"{text}\n").encode("utf-8")
