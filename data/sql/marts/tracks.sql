-- One row per recording: identity, audio features, latest counts, flags, what follows from them
-- and what its artists' other tracks did. Key: track_id.
with listed as (
    select
        track_id,
        list(artist order by artist) as artists
    from track_artists
    group by track_id
),

channels as (
    select
        channel,
        count(*)::integer as channel_n_tracks
    from stg_recordings
    where channel is not null
    group by channel
),

balance as (
    select
        median(ln(views) - ln(streams)) as middle,
        mad(ln(views) - ln(streams)) as spread
    from stg_recordings
    where views > 0 and streams > 0
),

scored as (
    select
        track_id,
        0.6745 * (ln(views) - ln(streams) - middle) / nullif(spread, 0) as outlier_score
    from stg_recordings, balance
    where views > 0 and streams > 0
)

select
    recordings.track_id,
    recordings.artist,
    recordings.track,
    recordings.album,
    recordings.album_type,
    listed.artists,
    len(listed.artists)::integer as n_artists,
    recordings.* exclude (import_no, line, track_id, artist, track, album, album_type),
    (likes + comments) / nullif(views, 0) as engagement_rate,
    streams / nullif(views, 0) as cross_platform_ratio,
    (danceability + energy + valence) / 3 as audio_positivity,
    duration_ms / 60000 as duration_minutes,
    coalesce(abs(scored.outlier_score) > 3.5, false) as is_outlier,
    scored.outlier_score,
    case
        when scored.outlier_score > 3.5 then 'view-heavy'
        when scored.outlier_score < -3.5 then 'stream-heavy'
    end as outlier_reason,
    back.* exclude (track_id),
    channels.channel_n_tracks
from stg_recordings as recordings
inner join listed on recordings.track_id = listed.track_id
inner join stg_back_catalogue as back on recordings.track_id = back.track_id
left join scored on recordings.track_id = scored.track_id
left join channels on recordings.channel = channels.channel
