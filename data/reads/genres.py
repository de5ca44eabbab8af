"""What the page Genres asks: examples that genres are learned from, and which files give them."""

import pandas as pd

from data.engine import warehouse


def files(version: str) -> pd.DataFrame:
    """Return what gives examples of genres: the catalogue, and genre tables by name.

    Returns
    -------
    DataFrame with columns file, n_examples, n_genres
        The one with the most examples first.
    """
    return warehouse.query(
        """select file, count(*) as n_examples, count(distinct genre) as n_genres
        from genre_examples
        group by file
        order by n_examples desc, file""",
        version,
    )


def examples(version: str, file: str) -> pd.DataFrame:
    """Return the examples of one file: a row per recording and genre, with its sound.

    Returns
    -------
    DataFrame
        Columns of the mart `genre_examples`, and `artists`: all that are listed, None where the
        file does not say.
    """
    return warehouse.query(
        """select genre_examples.*, tracks.artists
        from genre_examples
        left join tracks
            on genre_examples.track_id = tracks.track_id and genre_examples.file = 'catalogue'
        where file = $file
        order by recording, genre""",
        version,
        file=file,
    )
