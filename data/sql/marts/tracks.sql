-- One row per recording: identity, audio features, latest counts, flags, what follows from them
-- what it gained since its capture before, and what its artists' other tracks did; of several
-- artists the best counts. Key: track_id.
-- Rows of an artist lie together and artists in the order of their lot, so that an artist's tracks,
-- and those of a sample of artists, are read without the rest.
with others as (
    select
        track_id,
        list(artist order by artist) as artists,
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
    from stg_back_catalogue
    group by track_id
),

-- YouTube calls licensed what a partner of its own has uploaded and claimed, which a fan cannot;
-- and whom the video's title names plays on it or stages it.
strange_channels as (
    select track_id
    from stg_recordings
    inner join stg_back_catalogue using (track_id)
    where
        not coalesce(is_licensed, false)
        and not is_label_channel(letters(channel))
        and not coalesce(contains(letters(video_title), letters(channel)), false)
    group by track_id
    having not bool_or(is_own_channel(letters(channel), letters(stg_back_catalogue.artist)))
)

select
    recordings.track_id,
    recordings.artist,
    recordings.track,
    recordings.album,
    recordings.album_type,
    others.artists,
    len(others.artists)::integer as n_artists,
    recordings.* exclude (import_no, line, track_id, artist, track, album, album_type, track_lot, slice),
    (likes + comments) / nullif(views, 0) as engagement_rate,
    streams / nullif(views, 0) as cross_platform_ratio,
    (danceability + energy + valence) / 3 as audio_positivity,
    duration_ms / 60000 as duration_minutes,
    case
        when views > 0 and streams > 0
            then robust_score(ln(views) - ln(streams), balance.middle, balance.spread)
    end as outlier_score,
    coalesce(abs(outlier_score) > outlier_limit(), false) as is_outlier,
    case
        when outlier_score > outlier_limit() then 'view-heavy'
        when outlier_score < -outlier_limit() then 'stream-heavy'
    end as outlier_reason,
    growth.* exclude (track_id),
    doubts(
        strange_channels.track_id is not null,
        robust_score(log_count(views) - log_count(streams), expected.middle, expected.spread),
        is_other_title(recordings.track, video_title)
    ) as video_doubts,
    len(video_doubts) > 0 as is_doubtful_video,
    others.* exclude (track_id, artists),
    case when recordings.channel is not null then coalesce(channels.channel_n_tracks, 1) end
        as channel_n_tracks,
    folded(recordings.track || chr(10) || array_to_string(others.artists, chr(10))) as search_text,
    recordings.track_lot as lot
from stg_recordings as recordings
inner join others on recordings.track_id = others.track_id
left join stg_growth as growth on recordings.track_id = growth.track_id
left join strange_channels on recordings.track_id = strange_channels.track_id
left join stg_channels as channels on recordings.channel = channels.channel
left join stg_expected_views as expected
    on recordings.streams between expected.streams_low and expected.streams_high
cross join stg_balance as balance
order by lot
