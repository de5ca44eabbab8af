"""Data room: what came in, what was kept, and how good it is."""

from pages.ui import filters, layout
from pages.ui.errors import shown_to_reader

with shown_to_reader():
    chosen = filters.chosen()
    layout.header("Data room", "What came in, what was kept, and how good it is.")
