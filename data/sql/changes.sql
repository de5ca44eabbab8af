-- One row: recordings of `tracks` against those of the version before, `earlier`.
select
    count(*) filter (where earlier.track_id is null) as n_new,
    count(*) filter (where earlier.track_id is not null and not is_same) as n_updated,
    count(*) filter (where is_same) as n_unchanged,
    count(*) as recordings,
    coalesce(sum(tracks.streams), 0) as streams,
    coalesce(sum(tracks.views), 0) as views
from tracks
left join earlier on tracks.track_id = earlier.track_id,
    lateral (
        select coalesce(
            tracks.streams is not distinct from earlier.streams
            and tracks.views is not distinct from earlier.views
            and tracks.likes is not distinct from earlier.likes
            and tracks.comments is not distinct from earlier.comments
            and earlier.track_id is not null,
            false
        ) as is_same
    )
