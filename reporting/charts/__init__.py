"""Charts of the report’s figures: each in words, as a table, as a still picture, as Plotly data."""
