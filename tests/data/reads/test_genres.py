from data.reads import genres
from data.selection import Selection


def test_the_catalogue_gives_examples(everything: Selection) -> None:
    [row] = genres.files(everything.version).itertuples()
    assert row.file == "catalogue"
    rows = genres.examples(everything.version, "catalogue")
    assert len(rows) == row.n_examples
    assert rows.genre.nunique() == row.n_genres
    assert not rows.duplicated(["recording", "genre"]).any()
    assert rows.artists.map(len).ge(1).all()
    assert genres.examples(everything.version, "no such file").empty
