-- What must never be true of the mart `track_artists`.
select '(track_id, artist) is no key' as promise, count(*) - count(distinct (track_id, artist)) as n_broken
from track_artists
union all
select 'track_id or artist is missing', count(*) from track_artists
where track_id is null or artist is null or is_standing is null
union all
select 'a track has not exactly one standing artist', count(*) from (
    select track_id from track_artists group by track_id having count(*) filter (where is_standing) <> 1
)
