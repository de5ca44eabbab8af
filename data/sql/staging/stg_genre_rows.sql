-- One row per row of a genre table, typed, with every reason to reject it. A genre table names genres
-- of recordings, which it tells by link, by artist and title or by their sound, or of artists.
-- Key: import_no, line.
with cleaned as (
    select
        import_no,
        captured_on,
        file,
        line,
        problem,
        blank_to_null(artist) as artist,
        blank_to_null(track) as track,
        blank_to_null(spotify_uri) as spotify_uri,
        blank_to_null(genre) as genre,
        genre_names(genre) as genres,
        danceability as danceability_text,
        as_number(danceability_text) as danceability,
        energy as energy_text,
        as_number(energy_text) as energy,
        key as key_text,
        as_number(key_text) as key,
        mode as mode_text,
        as_number(mode_text) as mode,
        loudness as loudness_text,
        as_number(loudness_text) as loudness,
        speechiness as speechiness_text,
        as_number(speechiness_text) as speechiness,
        acousticness as acousticness_text,
        as_number(acousticness_text) as acousticness,
        instrumentalness as instrumentalness_text,
        as_number(instrumentalness_text) as instrumentalness,
        liveness as liveness_text,
        as_number(liveness_text) as liveness,
        valence as valence_text,
        as_number(valence_text) as valence,
        tempo as tempo_text,
        as_number(tempo_text) as tempo,
        duration_ms as duration_ms_text,
        as_number(duration_ms_text) as duration_ms,
        duration_minutes as duration_minutes_text,
        as_number(duration_minutes_text) as duration_minutes
    from genre_table_rows
),

keyed as (
    select
        *,
        sound_key(
            danceability, energy, loudness, speechiness, acousticness, instrumentalness, liveness,
            valence, tempo
        ) as sound,
        -- A table that names no track and no artist twice is one of artists.
        count(track) over each_file = 0
        and count(artist) over each_file = count(*) over each_file
        and count(distinct artist) over each_file = count(*) over each_file as is_artist
    from cleaned
    window each_file as (partition by import_no)
)

select
    import_no,
    captured_on,
    file,
    line,
    list_filter(
        [
            problem,
            case when coalesce(len(genres), 0) = 0 then 'genre is missing' end,
            case
                when sound is null and spotify_uri is null and artist is null
                    then 'nothing tells which recording this is: no link, no artist, no audio features'
            end,
            text_problem('artist', artist),
            text_problem('track', track),
            text_problem('spotify_uri', spotify_uri),
            text_problem('genre', genre),
            share_problem('danceability', danceability_text, danceability),
            share_problem('energy', energy_text, energy),
            range_problem('key', key_text, key, -1, 11),
            range_problem('mode', mode_text, mode, 0, 1),
            range_problem('loudness', loudness_text, loudness, -1000, 1000),
            share_problem('speechiness', speechiness_text, speechiness),
            share_problem('acousticness', acousticness_text, acousticness),
            share_problem('instrumentalness', instrumentalness_text, instrumentalness),
            share_problem('liveness', liveness_text, liveness),
            share_problem('valence', valence_text, valence),
            range_problem('tempo', tempo_text, tempo, 0, 10000),
            duration_problem('duration_ms', duration_ms_text, duration_ms),
            duration_problem('duration_minutes', duration_minutes_text, duration_minutes)
        ],
        lambda reason: reason is not null
    ) as reasons,
    recording_id(track, artist, sound) as track_id,
    hash(genres, artist, track, spotify_uri, sound)::varchar as genre_row_id,
    is_artist,
    artist,
    track,
    spotify_id(spotify_uri) as spotify_id,
    genres,
    sound,
    danceability,
    energy,
    try_cast(key as integer) as key,
    try_cast(mode as integer) as mode,
    case when loudness <= 0 then loudness end as loudness,
    speechiness,
    acousticness,
    instrumentalness,
    liveness,
    valence,
    case when tempo > 0 then tempo end as tempo,
    coalesce(duration_ms, duration_minutes * 60000) as duration_ms,
    case when len(reasons) > 0 then to_json({
        'artist': artist,
        'track': track,
        'spotify_uri': spotify_uri,
        'genre': genre,
        'danceability': danceability_text,
        'energy': energy_text,
        'key': key_text,
        'mode': mode_text,
        'loudness': loudness_text,
        'speechiness': speechiness_text,
        'acousticness': acousticness_text,
        'instrumentalness': instrumentalness_text,
        'liveness': liveness_text,
        'valence': valence_text,
        'tempo': tempo_text,
        'duration_ms': duration_ms_text,
        'duration_minutes': duration_minutes_text
    })::varchar end as row
from keyed
