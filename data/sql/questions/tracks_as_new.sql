-- Tracks as if they were new, each beside the tracks of every artist that it lists, in the columns of
-- `stg_listed`. Only the new ones are asked for; their `track_id` is the number they are asked under.
-- The catalogue's own recording of a track is left out. Where the catalogue has no such recording,
-- tracks of the same title are: most likely they are the track itself, measured another time.
-- An artist is known by any case of the name, unless the catalogue has it as it is written.
-- Key: track_id, artist, and the other track's own id.
with asked as (
    select
        unnest($row_no::integer[]) as row_no,
        unnest($track_id::varchar[]) as track_id,
        unnest($artist::varchar[]) as artist,
        unnest($album::varchar[]) as album,
        unnest($track::varchar[]) as track
),

found as materialized (
    select
        asked.row_no,
        asked.artist,
        track_artists.track_id,
        track_artists.track_lot
    from asked
    inner join track_artists
        on artist_lot(asked.artist) = track_artists.lot
        and lower(asked.artist) = lower(track_artists.artist)
    qualify
        track_artists.artist = asked.artist
        or not bool_or(track_artists.artist = asked.artist) over (partition by row_no, asked.artist)
),

-- Only where the artists' tracks lie is anything read.
nearby as (select * from tracks where lot in (select track_lot from found)),

others as (
    select
        asked.row_no,
        asked.artist,
        lower(tracks.track) = lower(asked.track) as is_titled_alike,
        video_number(tracks.channel, tracks.video_title, tracks.youtube_url, tracks.track_id)
            as video_number,
        coalesce(tracks.track_id = asked.track_id, false) as is_itself,
        bool_or(is_itself) over (partition by asked.row_no) as is_known,
        tracks.* exclude (artist)
    from asked
    inner join found on asked.row_no = found.row_no and asked.artist = found.artist
    inner join nearby as tracks
        on found.track_lot = tracks.lot and found.track_id = tracks.track_id
),

together as (
    select
        row_no::varchar as track_id,
        row_no,
        artist,
        album_number(album, track_id) as album_number,
        version_number(track) as version_number,
        coalesce(
            (select any_value(others.video_number) from others
            where others.is_itself and others.row_no = asked.row_no),
            hash('new', row_no)
        ) as video_number,
        true as is_asked,
        null::varchar as album_type,
        null::boolean as has_official_video,
        null::bigint as streams,
        null::bigint as views,
        null::bigint as likes,
        null::bigint as comments
    from asked
    union all by name
    select
        track_id,
        row_no,
        artist,
        album_number(album, track_id) as album_number,
        version_number(track) as version_number,
        video_number,
        false as is_asked,
        album_type,
        has_official_video,
        streams,
        views,
        likes,
        comments
    from others
    where not is_itself and (is_known or not coalesce(is_titled_alike, false))
)

select
    track_id,
    artist,
    0 as track_slice,
    hash(row_no, artist) as artist_number,
    album_number,
    version_number,
    video_number,
    is_asked,
    coalesce(album_type = 'single', false)::integer as is_single,
    has_official_video::integer as has_video,
    log_count(streams) as streams,
    log_count(views) as views,
    log_count(likes) as likes,
    log_count(comments) as comments
from together
