-- One row per recording: what is known of its artists' other tracks, logs being ln(1 + count).
-- 'back' leaves out the recording's own album, 'album' is the rest of that album. A recording
-- with several artists takes the best of them. Key: track_id.
with listed as (
    select
        artists.track_id,
        artists.artist,
        -- A track without an album shares it with no other.
        coalesce(lower(recordings.album), recordings.track_id) as album,
        ln(1 + recordings.streams) as streams,
        ln(1 + recordings.views) as views,
        ln(1 + recordings.likes) as likes,
        ln(1 + recordings.comments) as comments
    from track_artists as artists
    inner join stg_recordings as recordings on artists.track_id = recordings.track_id
),

per_artist as (
    select
        track_id,
        count(*) over other_albums as back_n_tracks,
        avg(streams) over other_albums as back_streams_mean,
        median(streams) over other_albums as back_streams_median,
        max(streams) over other_albums as back_streams_best,
        min(streams) over other_albums as back_streams_worst,
        stddev_samp(streams) over other_albums as back_streams_spread,
        avg(views) over other_albums as back_views_mean,
        median(views) over other_albums as back_views_median,
        max(views) over other_albums as back_views_best,
        min(views) over other_albums as back_views_worst,
        stddev_samp(views) over other_albums as back_views_spread,
        avg(likes) over other_albums as back_likes_mean,
        median(likes) over other_albums as back_likes_median,
        max(likes) over other_albums as back_likes_best,
        min(likes) over other_albums as back_likes_worst,
        stddev_samp(likes) over other_albums as back_likes_spread,
        avg(comments) over other_albums as back_comments_mean,
        median(comments) over other_albums as back_comments_median,
        max(comments) over other_albums as back_comments_best,
        min(comments) over other_albums as back_comments_worst,
        stddev_samp(comments) over other_albums as back_comments_spread,
        count(*) over same_album as album_n_tracks,
        avg(streams) over same_album as album_streams_mean,
        max(streams) over same_album as album_streams_best,
        avg(views) over same_album as album_views_mean,
        max(views) over same_album as album_views_best,
        avg(likes) over same_album as album_likes_mean,
        max(likes) over same_album as album_likes_best,
        avg(comments) over same_album as album_comments_mean,
        max(comments) over same_album as album_comments_best
    from listed
    window
        other_albums as (
            partition by artist
            order by album
            groups between unbounded preceding and unbounded following
            exclude group
        ),
        same_album as (
            partition by artist, album
            rows between unbounded preceding and unbounded following
            exclude current row
        )
)

select
    track_id,
    max(back_n_tracks)::integer as back_n_tracks,
    max(back_streams_mean) as back_streams_mean,
    max(back_streams_median) as back_streams_median,
    max(back_streams_best) as back_streams_best,
    max(back_streams_worst) as back_streams_worst,
    max(back_streams_spread) as back_streams_spread,
    max(back_views_mean) as back_views_mean,
    max(back_views_median) as back_views_median,
    max(back_views_best) as back_views_best,
    max(back_views_worst) as back_views_worst,
    max(back_views_spread) as back_views_spread,
    max(back_likes_mean) as back_likes_mean,
    max(back_likes_median) as back_likes_median,
    max(back_likes_best) as back_likes_best,
    max(back_likes_worst) as back_likes_worst,
    max(back_likes_spread) as back_likes_spread,
    max(back_comments_mean) as back_comments_mean,
    max(back_comments_median) as back_comments_median,
    max(back_comments_best) as back_comments_best,
    max(back_comments_worst) as back_comments_worst,
    max(back_comments_spread) as back_comments_spread,
    max(album_n_tracks)::integer as album_n_tracks,
    max(album_streams_mean) as album_streams_mean,
    max(album_streams_best) as album_streams_best,
    max(album_views_mean) as album_views_mean,
    max(album_views_best) as album_views_best,
    max(album_likes_mean) as album_likes_mean,
    max(album_likes_best) as album_likes_best,
    max(album_comments_mean) as album_comments_mean,
    max(album_comments_best) as album_comments_best
from per_artist
group by track_id
