"""The fields of the pack's page, from what its form sent."""

from django.http import QueryDict

from reporting.briefing.terms import Section
from reporting.pack_terms import TEXTS, YES, cleaned, listed
from reporting.views.carry import storable

_PLAIN = ("audience", "objective", "word_limit", *TEXTS)


def sent_fields(data: QueryDict) -> dict[str, str]:
    """What the form said, by the name of the field; a field that it did not have is not there.

    Boxes that are not ticked send nothing: the form says with `has_boxes` that it had them.
    """
    sent = storable(data)
    fields = {name: sent[name] for name in _PLAIN if name in sent}
    if "has_boxes" in sent:
        on = sent.getlist("section")
        fields["left_out"] = listed(item.value for item in Section if item.value not in on)
        for name in ("exceptions_only", "with_differences"):
            fields[name] = YES if sent.get(name) else ""
    return cleaned(fields)


def as_fields(rows: dict[str, str]) -> list[tuple[str, str]]:
    """The same fields for a form that carries them along unseen."""
    off = rows["left_out"].split()
    boxes = [(name, YES) for name in ("exceptions_only", "with_differences") if rows[name]]
    return [
        *((name, rows[name]) for name in _PLAIN),
        ("has_boxes", YES),
        *(("section", item.value) for item in Section if item.value not in off),
        *boxes,
    ]
