-- One row per recording and artist it is listed under: what is known of that artist's other tracks,
-- logs being ln(1 + count). 'back' leaves out the recording's own album, 'album' is the rest of that
-- album; versions are tracks of the same title but for what follows a bracket or dash. Rows that are
-- not asked for count for others only: What-if puts an imagined track beside those of a catalogue.
-- Key: track_id, artist.
with sized as (
    select artist_number, count(*) * count_if(is_asked) > 250_000 as is_large
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
)

select
    kin.* exclude (artist_number, album_number),
    coalesce(other_albums.back_n_tracks, 0) as back_n_tracks,
    other_albums.* exclude (artist_number, album_number, back_n_tracks)
from kin
left join other_albums
    on kin.artist_number = other_albums.artist_number and kin.album_number = other_albums.album_number
