-- One row per recording of the last capture that has an earlier one too: what it gained since its
-- own capture before. None of a single capture: then nothing is sorted. Key: track_id.
with days as (
    select max(captured_on) as last_day, count(distinct captured_on) > 1 as are_several
    from snapshots
),

steps as (
    select
        track_id,
        captured_on,
        lag(captured_on) over each_track as growth_since,
        streams - lag(streams) over each_track as streams_gained,
        views - lag(views) over each_track as views_gained,
        streams_gained / nullif(lag(streams) over each_track, 0) as streams_growth
    from snapshots
    where (select are_several from days)
    window each_track as (partition by track_id order by captured_on)
)

select steps.* exclude (captured_on)
from steps
inner join days on steps.captured_on = days.last_day
where growth_since is not null
