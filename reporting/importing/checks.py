"""How a part of a fixture is read: every value is checked, every problem is kept with its place."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models


class Checks:
    """One reading of a file. Fields are checked by the models' own rules."""

    def __init__(self):
        self.problems: list[str] = []
        self.places: list[tuple[str, models.Model]] = []

    def problem(self, place: str, text: str) -> None:
        self.problems.append(f"{place}: {text}")

    def model(self, model, data: dict, place: str, *, leave: tuple[str, ...] = (), **more):
        """An unsaved `model` of `data` and `more`, each value checked by its field.

        Relations, and the fields named in `leave`, are for the caller to set.
        """
        fields = {item.name: item for item in model._meta.concrete_fields}
        relations = {name for name, item in fields.items() if item.is_relation}
        for name in sorted(data.keys() - (fields.keys() - relations - {"id"} - more.keys())):
            self.problem(place, f"“{name}” is not known here.")
        values = {}
        for name in data.keys() & (fields.keys() - relations):
            if _is_text(fields[name]) and not isinstance(data[name], str | None):
                self.problem(f"{place}, {name}", "it must be a text.")
            elif data[name] is not None or fields[name].null:
                values[name] = data[name]
            else:
                self.problem(f"{place}, {name}", "it can't be null: leave it out, or say it.")
        instance = model(**values | more)
        self.places.append((place, instance))
        try:
            instance.clean_fields(exclude={"id", *relations, *leave})
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                self.problem(f"{place}, {name}", " ".join(texts))
        return instance

    def items(self, data: dict, name: str, place: str) -> list[dict]:
        """The objects listed under `name`; none where there is no such list."""
        return self._list(data, name, place, dict, "objects")

    def texts(self, data: dict, name: str, place: str) -> list[str]:
        """The texts listed under `name`, each of them once; none where there is no such list."""
        texts = self._list(data, name, place, str, "texts")
        self.once(place, f"“{name}” entry", texts)
        return texts

    def _list(self, data: dict, name: str, place: str, kind: type, words: str) -> list:
        rows = data.get(name, [])
        if isinstance(rows, list) and all(isinstance(row, kind) for row in rows):
            return rows
        self.problem(place, f"“{name}” must be a list of {words}.")
        return []

    def day(self, value, place: str) -> date | None:
        try:
            return date.fromisoformat(value) if value else None
        except (TypeError, ValueError):
            self.problem(place, f"“{value}” is not a day such as 2023-12-18.")
            return None

    def once(self, place: str, what: str, values: list) -> None:
        """Name each value that stands there more than once."""
        values = [str(value) for value in values]
        for value in dict.fromkeys(values):
            if values.count(value) > 1:
                self.problem(place, f"the {what} {value} stands there more than once.")


def place_of(what: str, data: dict, key: str) -> str:
    """Where a problem is: "KPI child-poverty"."""
    return f"{what} {data.get(key, 'without ' + key)}"


def without(data: dict, *names: str) -> dict:
    """The rest of `data`."""
    return {key: value for key, value in data.items() if key not in names}


def _is_text(item: models.Field) -> bool:
    """Whether JSON has it as a text: a day is one too."""
    return isinstance(item, models.CharField | models.TextField | models.DateField)
