"""Overview: the catalogue in a few numbers."""

from pages.ui import filters, layout
from pages.ui.errors import shown_to_reader

with shown_to_reader():
    chosen = filters.chosen()
    layout.header("Overview", "The catalogue in a few numbers.")
