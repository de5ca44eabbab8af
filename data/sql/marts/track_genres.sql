-- One row per recording and genre, with who says so: the catalogue's own file, a genre table, or,
-- where neither does, a table of its artists. Key: track_id, genre.
with tables as (
    select * from stg_genre_rows where len(reasons) = 0
),

named as (
    select
        genres,
        letters(unnest(string_split(artist, ';'))) as artist,
        version_stem(track) as title
    from tables
    where artist is not null and track is not null
),

titles as (
    select track_artists.track_id, letters(track_artists.artist) as artist, version_stem(tracks.track) as title
    from track_artists
    inner join tracks on track_artists.track_id = tracks.track_id
    where (select count(*) from named) > 0
),

of_tracks as (
    select track_id, genre_names(genre) as genres, 'catalogue' as source
    from stg_rows
    where len(reasons) = 0 and genre is not null
    union all
    select tables.track_id, tables.genres, 'table'
    from tables
    inner join tracks on tables.track_id = tracks.track_id
    union all
    select listed.track_id, tables.genres, 'table'
    from tables
    inner join stg_rows as listed on tables.spotify_id = spotify_id(listed.spotify_uri)
    where len(listed.reasons) = 0
    union all
    select titles.track_id, named.genres, 'table'
    from named
    inner join titles on named.artist = titles.artist and named.title = titles.title
    where named.artist <> '' and named.title <> ''
),

of_artists as (
    select track_artists.track_id, tables.genres, 'artist' as source
    from tables
    inner join track_artists on letters(tables.artist) = letters(track_artists.artist)
    where tables.is_artist and track_artists.track_id not in (select track_id from of_tracks)
),

said as (
    select track_id, unnest(genres) as genre, source from of_tracks
    union all
    select track_id, unnest(genres), source from of_artists
)

select track_id, genre, min(source) as source  -- 'catalogue' before 'table'
from said
group by track_id, genre
order by track_id, genre
