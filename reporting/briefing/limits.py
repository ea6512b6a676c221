"""How much of a text a pack prints before it says that the rest is cut. Pure.

The forms hold less; what is longer came from elsewhere, and each format cuts it at the same place.
"""

LONGEST_PARAGRAPH = 10_000  # UTF-16 units, as exports.text.shortened counts: a text of the pack
LONGEST_CELL = 5_000  # a text of a form
LONGEST_LINE = 400  # a heading, a caption, a fact of the cover, a column's name
