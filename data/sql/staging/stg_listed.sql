-- One row per recording and artist it is listed under, with what that says of the artist's other
-- tracks. Key: track_id, artist.
select
    listed.track_id,
    listed.artist,
    coalesce(listed.artist = recordings.artist, false) as is_standing,
    case when is_standing then recordings.track_draw else artist_draw(listed.artist) end as draw,
    recordings.track_draw,
    slice_of(draw) as slice,
    slice_of(track_draw) as track_slice,
    -- Numbers instead of names: sorting them is what the next step spends its time on.
    hash(listed.artist) as artist_number,
    -- A track without an album shares it with no other.
    hash(coalesce(lower(recordings.album), recordings.track_id)) as album_number,
    hash(version_stem(recordings.track)) as version_number,
    coalesce(recordings.album_type = 'single', false)::integer as is_single,
    recordings.has_official_video::integer as has_video,
    ln(1 + recordings.streams) as streams,
    ln(1 + recordings.views) as views,
    ln(1 + recordings.likes) as likes,
    ln(1 + recordings.comments) as comments
from (
    select distinct track_id, artist
    from stg_rows
    where len(reasons) = 0
) as listed
inner join stg_recordings as recordings on listed.track_id = recordings.track_id
