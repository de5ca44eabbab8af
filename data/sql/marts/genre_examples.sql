-- One row per recording and genre that is named for it by the catalogue's
-- own files or a genre table, with its sound: what genres
-- are learned from. A recording goes by its sound alone here, as genre tables may lack titles.
-- Key: file, recording, genre.
with listed as (
    select
        sound_key(
            danceability, energy, loudness, speechiness, acousticness, instrumentalness, liveness,
            valence, tempo
        ) as sound,
        tracks.track_id,
        artist,
        track,
        genre,
        'catalogue' as file,
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
        duration_ms
    from tracks
    inner join track_genres on tracks.track_id = track_genres.track_id
    where source = 'catalogue'
    union all
    select
        sound,
        case when track is not null then track_id end,
        artist,
        track,
        unnest(genres),
        file,
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
        duration_ms
    from stg_genre_rows
    where len(reasons) = 0 and not is_artist
)

select distinct on (file, recording, genre)
    left(md5(sound), 16) as recording,
    listed.* exclude (sound)
from listed
where sound is not null
order by file, recording, genre, artist, track
