"""The units that figures come in, and the ways people write them.

Pure rules, standard library only.
"""

PER_CENT = "%"
POUNDS = "GBP"
SQUARE_METRES = "m2"

POUND_UNITS = {
    **dict.fromkeys(("gbp", "£", "pound", "pounds"), 0),
    **dict.fromkeys(("£k", "£000", "£000s", "£'000", "£'000s"), 3),
    **dict.fromkeys(("£m", "£mn", "£million", "£ million"), 6),
    **dict.fromkeys(("£bn", "£billion", "£ billion"), 9),
}
"""Units of money, and which power of ten of pounds each is."""

UNIT_ALIASES = {
    **dict.fromkeys(("%", "per cent", "percent", "percentage"), PER_CENT),
    **dict.fromkeys(("gbp", "£", "pound", "pounds"), POUNDS),
    **dict.fromkeys(("m2", "m²", "sq m", "sqm", "sq. m", "sq m.", "sq.m"), SQUARE_METRES),
    **dict.fromkeys(("square metres", "square metre", "square meters"), SQUARE_METRES),
    **dict.fromkeys(("m3", "m³"), "m3"),
    **dict.fromkeys(("no", "no.", "nos", "nos.", "number", "val", "value", "count"), ""),
}
"""What a unit is stored as, by how people write it in small letters."""


def can_be_one(one: str, other: str) -> bool:
    """Whether figures in these units can be one KPI's: the same unit, or a bare number beside one
    that only names what is counted ("homes"). Never another power of ten: £ and £m, 000s."""
    first, second = (UNIT_ALIASES.get(unit.casefold(), unit.casefold()) for unit in (one, other))
    if first == second:
        return True
    named = first or second
    return "" in (first, second) and named.isalpha() and named not in _NOT_WORDS


_NOT_WORDS = {PER_CENT, *(UNIT_ALIASES.get(unit, unit) for unit in POUND_UNITS)} | {
    POUNDS.casefold(),
    "thousand",
    "thousands",
    "million",
    "millions",
}
