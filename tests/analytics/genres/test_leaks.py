import pandas as pd

from analytics.genres import leaks


def test_only_our_folds_have_seen_nothing(examples: pd.DataFrame) -> None:
    small = pd.concat([examples.head(120), examples.head(30).assign(genre="metal")])
    small = small.drop_duplicates(["recording", "genre"])
    table = leaks.compare(small)
    seen = table.drop_duplicates("protocol").set_index("protocol")
    assert seen.loc["disjoint", ["seen_recordings", "seen_artists"]].tolist() == [0, 0]
    for name in ("kfold", "stratified", "repeated"):
        assert seen.seen_artists[name] > 0.5
        assert seen.seen_recordings[name] > 0.1
