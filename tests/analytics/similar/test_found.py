"""What is found is numbered from 1, in the order that it came."""

import pandas as pd

from analytics.similar.found import ranked


def test_ranks_count_from_one_and_stop_at_what_is_wanted() -> None:
    table = pd.DataFrame({"track": list("dbca")}, index=[7, 3, 5, 1])
    assert ranked(table, 3).to_dict("list") == {"rank": [1, 2, 3], "track": ["d", "b", "c"]}
    assert ranked(table.head(0), 3).empty
