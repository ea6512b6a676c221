"""What figures say: pure values and rules, standard library only (DESIGN 4).

A `case` goes in; `computed_status` gives a verdict with its sentence, `change` how the figure
moved, `distance` how far it is from its target, `plausibility` whether it looks like a slip,
`freshness` whether it is old. The other rooms are what these are made of.
"""
