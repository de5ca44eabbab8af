-- What must never be true of the mart `tracks`: the promise and the rows that break it.
select 'track_id is no key' as promise, count(*) - count(distinct track_id) as n_broken from tracks
union all
select 'identity is missing', count(*) from tracks
where track_id is null or artist is null or track is null or captured_on is null
    or artists is null or n_artists < 1 or not list_contains(artists, artist)
union all
select 'a count is negative', count(*) from tracks
where least(streams, views, likes, comments) < 0
union all
select 'a share is outside 0 to 1', count(*) from tracks
where least(danceability, energy, speechiness, acousticness, instrumentalness, liveness, valence) < 0
    or greatest(danceability, energy, speechiness, acousticness, instrumentalness, liveness, valence) > 1
union all
select 'tempo, loudness or duration is implausible', count(*) from tracks
where tempo <= 0 or loudness > 0 or duration_ms <= 0
union all
select 'a back catalogue is negative', count(*) from tracks
where not (back_n_tracks >= back_versions_n and back_versions_n >= 0 and album_n_tracks >= 0)
    or back_n_tracks is null or album_n_tracks is null or back_versions_n is null
union all
select 'a gain has no capture before', count(*) from tracks
where coalesce(streams_gained, views_gained) is not null and not coalesce(growth_since < captured_on, false)
    or abs(streams_growth * (streams - streams_gained) - streams_gained) > 1
union all
select 'an outlier has no direction', count(*) from tracks
where is_outlier is null or is_outlier <> (outlier_reason is not null)
union all
select 'a doubt about a video is not said', count(*) from tracks
where is_doubtful_video is null or is_doubtful_video <> (len(video_doubts) > 0)
union all
select 'a video that is not there is doubted', count(*) from tracks
where is_doubtful_video and channel is null and views is null and video_title is null
