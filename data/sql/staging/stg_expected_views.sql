-- One row per band of recordings with about as many streams: the middle of their log ratios of views
-- to streams, and the median distance from it. Key: streams_low.
with banded as (
    select
        streams,
        log_count(views) - log_count(streams) as balance,
        least(most_bands(), count(*) over () // band_tracks()) as n_bands,
        (rank() over (order by streams) - 1) * n_bands // count(*) over () as band
    from stg_recordings
    where views is not null and streams is not null
),

bands as (
    select
        min(streams) as streams_low,
        median(balance) as middle,
        mad(balance) as spread
    from banded
    group by band
    having count(*) >= least_tracks()
)

select
    streams_low,
    coalesce(lead(streams_low) over (order by streams_low) - 1, 9223372036854775807) as streams_high,
    middle,
    spread
from bands
