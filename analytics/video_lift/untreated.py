"""What an official video would do for tracks that have none.

The ladder's last rung averages over all tracks, most of which have a video. Whoever decides on
further videos asks about the others; the same fit answers.
"""

from analytics.stats import clustered
from analytics.stats.clustered import Estimate, RatioEstimate, as_ratio
from analytics.video_lift.doubly_robust import Fit
from analytics.video_lift.sample import Sample


def effect_on_untreated(sample: Sample, fit: Fit) -> RatioEstimate:
    """Estimate the average lift of the tracks without the flag.

    Parameters
    ----------
    sample : Sample
    fit : Fit
        The doubly robust fit of that sample.

    Notes
    -----
    The doubly robust score of the effect on the untreated: what is expected of a track with the
    flag less its streams, and, weighted by the odds of having none, how far tracks with the flag
    are off what was expected of them. It is the effect on the treated (Chernozhukov et
    al. 2018, Econometrics Journal 21, score 'ATTE') with both sides exchanged, and right if
    either prediction is. Folds and errors are by artist.
    """
    d, without, chance = sample.d, 1 - sample.d, fit.propensity
    off = sample.y - fit.expected_with
    signal = (d * (1 - chance) / chance * off - without * off) / without.mean()
    value = float(signal.mean())
    influence = signal - without / without.mean() * value
    error = clustered.error_of_mean(influence, sample.artist)
    return as_ratio(
        "untreated",
        "Tracks without one, compared like with like",
        Estimate(value, error, sample.n_artists - 1),
        "What tracks as likely to get one, by artists of like standing, have more with one.",
    )
