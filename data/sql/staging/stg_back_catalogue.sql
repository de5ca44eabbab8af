-- One row per recording and artist it is listed under: what is known of that artist's other tracks,
-- logs being ln(1 + count). 'back' leaves out the recording's own album, 'album' is the rest of that
-- album; versions are tracks of the same title but for what follows a bracket or dash. A recording
-- with the same video is none of the other tracks: its views are the recording's own. Rows that are
-- not asked for count for others only: What-if puts an imagined track beside those of a catalogue.
-- Key: track_id, artist.
with sized as (
    select artist_number, count(*) as n_tracks, count(*) * count_if(is_asked) > 250_000 as is_large
    from stg_listed
    group by artist_number
),

small as (
    select stg_listed.*
    from stg_listed
    inner join sized on stg_listed.artist_number = sized.artist_number and not is_large
),

large as (
    select stg_listed.*
    from stg_listed
    inner join sized on stg_listed.artist_number = sized.artist_number and is_large
),

albums as (
    select distinct artist_number, album_number
    from small
    where is_asked
),

-- Quickest is to pair an artist's albums with the artist's tracks. A quarter of a million pairs of one
-- artist, as 500 tracks can make, would not fit into memory beside others; a window takes those.
other_albums as (
    select
        albums.artist_number,
        albums.album_number,
        count(*) as back_n_tracks,
        avg(columns('^(streams|views|likes|comments)$')) as 'back_\1_mean',
        median(columns('^(streams|views|likes|comments)$')) as 'back_\1_median',
        max(columns('^(streams|views|likes|comments)$')) as 'back_\1_best',
        min(columns('^(streams|views|likes|comments)$')) as 'back_\1_worst',
        stddev_samp(columns('^(streams|views|likes|comments)$')) as 'back_\1_spread',
        avg(listed.is_single) as back_single_share,
        avg(listed.has_video) as back_video_share
    from albums
    inner join small as listed
        on albums.artist_number = listed.artist_number and albums.album_number <> listed.album_number
    group by albums.artist_number, albums.album_number
    union all
    select distinct
        artist_number,
        album_number,
        count(*) over others as back_n_tracks,
        avg(columns('^(streams|views|likes|comments)$')) over others as 'back_\1_mean',
        median(columns('^(streams|views|likes|comments)$')) over others as 'back_\1_median',
        max(columns('^(streams|views|likes|comments)$')) over others as 'back_\1_best',
        min(columns('^(streams|views|likes|comments)$')) over others as 'back_\1_worst',
        stddev_samp(columns('^(streams|views|likes|comments)$')) over others as 'back_\1_spread',
        avg(is_single) over others as back_single_share,
        avg(has_video) over others as back_video_share
    from large
    window others as (
        partition by artist_number order by album_number
        groups between unbounded preceding and unbounded following exclude group
    )
    qualify is_asked
),

kin as (
    select
        track_id,
        artist,
        artist_number,
        album_number,
        track_slice as slice,
        count(*) over versions as back_versions_n,
        max(streams) over versions as back_versions_streams_best,
        max(views) over versions as back_versions_views_best,
        count(*) over same_album as album_n_tracks,
        avg(columns('^(streams|views|likes|comments)$')) over same_album as 'album_\1_mean',
        max(columns('^(streams|views|likes|comments)$')) over same_album as 'album_\1_best'
    from stg_listed
    window
        versions as (
            partition by artist_number, version_number order by album_number
            groups between unbounded preceding and unbounded following exclude group
        ),
        same_album as (
            partition by artist_number, album_number
            rows between unbounded preceding and unbounded following exclude current row
        )
    qualify is_asked
),

shared_videos as (
    select artist_number, video_number
    from stg_listed
    group by artist_number, video_number
    having count(*) > 1
),

-- Recordings that share their video are few, so each is paired with the artist's tracks of other
-- videos. Where that makes more than a quarter of a million pairs of one artist, they stay as they are.
sharing as (
    select
        stg_listed.*,
        sized.n_tracks * count(*) over (partition by stg_listed.artist_number) > 250_000 as is_too_many
    from stg_listed
    inner join shared_videos
        on stg_listed.artist_number = shared_videos.artist_number
        and stg_listed.video_number = shared_videos.video_number
    inner join sized on stg_listed.artist_number = sized.artist_number
    where stg_listed.is_asked
    qualify not is_too_many
),

apart as (
    select
        sharing.track_id,
        sharing.artist,
        sharing.track_slice as slice,
        sharing.album_number <> others.album_number as is_back,
        sharing.album_number = others.album_number as is_album,
        is_back and sharing.version_number = others.version_number as is_version,
        others.streams,
        others.views,
        others.likes,
        others.comments,
        others.is_single,
        others.has_video
    from sharing
    left join stg_listed as others
        on sharing.artist_number = others.artist_number and sharing.video_number <> others.video_number
)

select
    kin.* exclude (artist_number, album_number),
    coalesce(other_albums.back_n_tracks, 0) as back_n_tracks,
    other_albums.* exclude (artist_number, album_number, back_n_tracks)
from kin
left join other_albums
    on kin.artist_number = other_albums.artist_number and kin.album_number = other_albums.album_number
anti join sharing on kin.track_id = sharing.track_id and kin.artist = sharing.artist
union all by name
select
    track_id,
    artist,
    slice,
    count(*) filter (where is_version) as back_versions_n,
    max(streams) filter (where is_version) as back_versions_streams_best,
    max(views) filter (where is_version) as back_versions_views_best,
    count(*) filter (where is_album) as album_n_tracks,
    avg(columns('^(streams|views|likes|comments)$')) filter (where is_album) as 'album_\1_mean',
    max(columns('^(streams|views|likes|comments)$')) filter (where is_album) as 'album_\1_best',
    count(*) filter (where is_back) as back_n_tracks,
    avg(columns('^(streams|views|likes|comments)$')) filter (where is_back) as 'back_\1_mean',
    median(columns('^(streams|views|likes|comments)$')) filter (where is_back) as 'back_\1_median',
    max(columns('^(streams|views|likes|comments)$')) filter (where is_back) as 'back_\1_best',
    min(columns('^(streams|views|likes|comments)$')) filter (where is_back) as 'back_\1_worst',
    stddev_samp(columns('^(streams|views|likes|comments)$')) filter (where is_back)
        as 'back_\1_spread',
    avg(is_single) filter (where is_back) as back_single_share,
    avg(has_video) filter (where is_back) as back_video_share
from apart
group by track_id, artist, slice
