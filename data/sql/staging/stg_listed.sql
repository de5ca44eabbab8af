-- One row per recording and artist it is listed under, with what that says of the artist's other
-- tracks. Key: track_id, artist.
select
    listed.track_id,
    listed.artist,
    coalesce(listed.artist = recordings.artist, false) as is_standing,
    case when is_standing then recordings.track_lot else artist_lot(listed.artist) end as lot,
    recordings.track_lot,
    slice_of(lot) as slice,
    slice_of(track_lot) as track_slice,
    hash(listed.artist) as artist_number,
    album_number(recordings.album, recordings.track_id) as album_number,
    version_number(recordings.track) as version_number,
    video_number(
        recordings.channel, recordings.video_title, recordings.youtube_url, recordings.track_id
    ) as video_number,
    true as is_asked,
    coalesce(recordings.album_type = 'single', false)::integer as is_single,
    recordings.has_official_video::integer as has_video,
    log_count(recordings.streams) as streams,
    log_count(recordings.views) as views,
    log_count(recordings.likes) as likes,
    log_count(recordings.comments) as comments
from (
    select distinct track_id, artist
    from stg_rows
    where len(reasons) = 0
) as listed
inner join stg_recordings as recordings on listed.track_id = recordings.track_id
