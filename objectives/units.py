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
