-- One row: recordings of `tracks` against those of the version before, `earlier`.
select
    count(*) filter (where not is_known) as n_new,
    count(*) filter (where is_known and not is_same) as n_updated,
    count(*) filter (where is_known and is_same) as n_unchanged,
    count(*) as recordings,
    (select count(distinct track_id) from track_genres) as tracks_with_genre,
    coalesce(sum(streams), 0) as streams,
    coalesce(sum(views), 0) as views
from (
    select
        tracks.streams,
        tracks.views,
        earlier.track_id is not null as is_known,
        tracks.streams is not distinct from earlier.streams
        and tracks.views is not distinct from earlier.views
        and tracks.likes is not distinct from earlier.likes
        and tracks.comments is not distinct from earlier.comments as is_same
    from tracks
    left join earlier on tracks.track_id = earlier.track_id
)
