"""Runs of two trainings, as `analytics.experiments.answers` collects them."""

import pandas as pd


def table(n_trainings: int = 2) -> pd.DataFrame:
    """Return one row per run; labels are as rude as data can be."""
    return pd.DataFrame(
        [
            {
                "run_id": f"{number}{model}",
                "parent": f"p{number}",
                "started_at": pd.Timestamp("2026-01-01") + pd.Timedelta(days=number),
                "trained": f"2026-01-0{number + 1} 00:00",
                "model": model,
                "label": f"<i>{model}</i>",
                "score": score + number / 100,
                "spread": 0.02,
                "naive": score + 0.05,
                "baseline": 0.0,
                "catalogue": "demo",
                "data_version": "0001-a",
                "standing": "champion" if (number, model) == (1, "ols") else "",
                "r2_mean": score,
                "r2_spread": 0.02,
                "r2_fold_0": score,
                "chosen.penalty": "0.1" if model == "ols" else None,
            }
            for number in range(n_trainings)
            for model, score in (("baseline", 0.0), ("ols", 0.4))
        ]
    )
