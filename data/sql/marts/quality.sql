-- One row per column of an import: rows with something in it, rows accepted with a valid value,
-- different values among those; `is_core` columns make the data-quality score. Key: column.
with filled as (
    unpivot (
        select count(columns(* exclude (import_no, captured_on, file, line, problem, duration_minutes)))
        from (
            select * replace (coalesce(duration_ms, duration_minutes) as duration_ms)
            from source_rows
        )
    )
    on columns(*) into name "column" value n_filled
),

accepted as (
    select artist,
        track,
        album,
        album_type,
        spotify_uri,
        spotify_url,
        youtube_url,
        video_title,
        channel,
        danceability,
        energy,
        key,
        mode,
        loudness,
        speechiness,
        acousticness,
        instrumentalness,
        liveness,
        valence,
        tempo,
        duration_ms,
        streams,
        views,
        likes,
        comments,
        is_licensed,
        has_official_video,
        genre
    from stg_rows
    where len(reasons) = 0
),

valid as (
    unpivot (select count(columns(*)) from accepted)
    on columns(*) into name "column" value n_valid
),

distincts as (
    unpivot (select count(distinct columns(*)) from accepted)
    on columns(*) into name "column" value n_distinct
)

select
    filled."column",
    (select count(*) from stg_rows) as n_rows,
    filled.n_filled,
    valid.n_valid,
    distincts.n_distinct,
    filled."column" not in ('spotify_uri', 'spotify_url', 'youtube_url', 'key', 'mode', 'genre') as is_core
from filled
inner join valid on filled."column" = valid."column"
inner join distincts on filled."column" = distincts."column"
order by list_position(['artist', 'track', 'album', 'album_type', 'spotify_uri', 'spotify_url', 'youtube_url', 'video_title', 'channel', 'danceability', 'energy', 'key', 'mode', 'loudness', 'speechiness', 'acousticness', 'instrumentalness', 'liveness', 'valence', 'tempo', 'duration_ms', 'streams', 'views', 'likes', 'comments', 'is_licensed', 'has_official_video', 'genre'], filled."column")
