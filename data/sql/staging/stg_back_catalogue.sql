-- One row per recording: what is known of its artists' other tracks, logs being ln(1 + count).
-- 'back' leaves out the recording's own album, 'album' is the rest of that album; versions are
-- tracks of the same title but for what follows a bracket or dash. A recording with several
-- artists takes the best of them. Key: track_id.
with listed as (
    select
        artists.track_id,
        artists.artist,
        -- A track without an album shares it with no other.
        coalesce(lower(recordings.album), recordings.track_id) as album,
        version_stem(recordings.track) as stem,
        coalesce(recordings.album_type = 'single', false) as is_single,
        recordings.has_official_video as has_video,
        ln(1 + recordings.streams) as streams,
        ln(1 + recordings.views) as views,
        ln(1 + recordings.likes) as likes,
        ln(1 + recordings.comments) as comments
    from track_artists as artists
    inner join stg_recordings as recordings on artists.track_id = recordings.track_id
),

albums as (
    select distinct artist, album
    from listed
),

other_albums as (
    select
        albums.artist,
        albums.album,
        count(*) as back_n_tracks,
        avg(listed.streams) as back_streams_mean,
        median(listed.streams) as back_streams_median,
        max(listed.streams) as back_streams_best,
        min(listed.streams) as back_streams_worst,
        stddev_samp(listed.streams) as back_streams_spread,
        avg(listed.views) as back_views_mean,
        median(listed.views) as back_views_median,
        max(listed.views) as back_views_best,
        min(listed.views) as back_views_worst,
        stddev_samp(listed.views) as back_views_spread,
        avg(listed.likes) as back_likes_mean,
        median(listed.likes) as back_likes_median,
        max(listed.likes) as back_likes_best,
        min(listed.likes) as back_likes_worst,
        stddev_samp(listed.likes) as back_likes_spread,
        avg(listed.comments) as back_comments_mean,
        median(listed.comments) as back_comments_median,
        max(listed.comments) as back_comments_best,
        min(listed.comments) as back_comments_worst,
        stddev_samp(listed.comments) as back_comments_spread
    from albums
    inner join listed on albums.artist = listed.artist and albums.album <> listed.album
    group by albums.artist, albums.album
),

kin as (
    select
        track_id,
        artist,
        count(*) over versions as back_versions_n,
        max(streams) over versions as back_versions_streams_best,
        max(views) over versions as back_versions_views_best,
        avg(is_single::integer) over others as back_single_share,
        avg(has_video::integer) over others as back_video_share
    from listed
    window
        others as (
            partition by artist order by album
            groups between unbounded preceding and unbounded following exclude group
        ),
        versions as (
            partition by artist, stem order by album
            groups between unbounded preceding and unbounded following exclude group
        )
),

same_album as (
    select
        track_id,
        artist,
        album,
        count(*) over others as album_n_tracks,
        avg(streams) over others as album_streams_mean,
        max(streams) over others as album_streams_best,
        avg(views) over others as album_views_mean,
        max(views) over others as album_views_best,
        avg(likes) over others as album_likes_mean,
        max(likes) over others as album_likes_best,
        avg(comments) over others as album_comments_mean,
        max(comments) over others as album_comments_best
    from listed
    window others as (
        partition by artist, album
        rows between unbounded preceding and unbounded following
        exclude current row
    )
)

select
    same_album.track_id,
    coalesce(max(back_n_tracks), 0)::integer as back_n_tracks,
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
    max(back_versions_n)::integer as back_versions_n,
    max(back_versions_streams_best) as back_versions_streams_best,
    max(back_versions_views_best) as back_versions_views_best,
    max(back_single_share) as back_single_share,
    max(back_video_share) as back_video_share,
    max(album_n_tracks)::integer as album_n_tracks,
    max(album_streams_mean) as album_streams_mean,
    max(album_streams_best) as album_streams_best,
    max(album_views_mean) as album_views_mean,
    max(album_views_best) as album_views_best,
    max(album_likes_mean) as album_likes_mean,
    max(album_likes_best) as album_likes_best,
    max(album_comments_mean) as album_comments_mean,
    max(album_comments_best) as album_comments_best
from same_album
left join other_albums
    on same_album.artist = other_albums.artist and same_album.album = other_albums.album
inner join kin on same_album.track_id = kin.track_id and same_album.artist = kin.artist
group by same_album.track_id
