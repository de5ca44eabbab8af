-- What must never be true of the mart `track_genres`.
select '(track_id, genre) is no key' as promise, count(*) - count(distinct (track_id, genre)) as n_broken
from track_genres
union all
select 'a genre or its source is missing', count(*) from track_genres
where coalesce(genre, '') = '' or source not in ('catalogue', 'table', 'artist')
union all
select 'a track is not in the catalogue', count(*) from track_genres
where track_id not in (select track_id from tracks)
