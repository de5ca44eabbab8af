-- One row per recording and artist it is listed under. Key: track_id, artist.
select
    listed.track_id,
    listed.artist,
    coalesce(listed.artist = recordings.artist, false) as is_standing
from (
    select distinct track_id, artist
    from stg_rows
    where len(reasons) = 0
) as listed
inner join stg_recordings as recordings on listed.track_id = recordings.track_id
