"""What one pack says otherwise than the one before it, in a few words for its list. Pure."""

from collections.abc import Iterator

from reporting import edition_changes
from reporting.briefing.material import Material
from reporting.dashboard import joined
from reporting.pack_terms import LABELS, TEXTS


def note(before: Material, after: Material) -> str:
    """What changed from `before`, a pack of the same quarter: edition, figures, texts, wording."""
    return " ".join(_sentences(before, after)) or "It says what the pack before it says."


def _sentences(before: Material, after: Material) -> Iterator[str]:
    was, now = before.report, after.report
    if was.edition != now.edition:
        differing = edition_changes.sentence(edition_changes.between(was, now))
        yield f"Made from edition {now.edition} in place of edition {was.edition}. {differing}"
    texts = [
        LABELS[name]
        for name in TEXTS
        if getattr(before.terms.texts, name) != getattr(after.terms.texts, name)
    ]
    if texts:
        yield f"Rewritten: {joined([text[:1].lower() + text[1:] for text in texts])}."
    wordings = [
        part.name
        for part in now.sub_strands
        if before.terms.wordings.get(part.slug) != after.terms.wordings.get(part.slug)
    ]
    if wordings:
        yield f"Other wording for {joined(wordings)}."
    if _choices(before) != _choices(after):
        yield "Other parts are printed."


def _choices(material: Material) -> tuple:
    terms = material.terms
    return terms.left_out, terms.exceptions_only, terms.with_differences
