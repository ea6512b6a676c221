"""What is wrong with a form, for the error summary."""

from django.forms import Form


def errors_of(form: Form) -> list[dict]:
    """Each error once, in the fields' order, linked to its field where the same words stand."""
    errors, places = {}, list(form.fields)
    for name in sorted(form.errors, key=lambda name: places.index(name) if name in places else -1):
        href = f"#{form[name].auto_id}" if name in form.fields else ""
        for text in form.errors[name]:
            errors.setdefault(text, {"text": text, "href": href})
    return list(errors.values())
