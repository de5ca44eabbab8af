-- One row per artist, over all recordings that list them. Key: artist.
select
    listed.artist,
    count(*)::integer as n_tracks,
    sum(tracks.streams)::bigint as streams,
    sum(tracks.views)::bigint as views,
    sum(tracks.likes)::bigint as likes,
    sum(tracks.comments)::bigint as comments,
    sum(tracks.likes + tracks.comments) filter (where tracks.views > 0)
    / sum(tracks.views) filter (
        where tracks.views > 0 and tracks.likes + tracks.comments is not null
    ) as engagement_rate,
    sum(tracks.streams_gained)::bigint as streams_gained,
    sum(tracks.views_gained)::bigint as views_gained,
    sum(tracks.streams_gained) / nullif(sum(tracks.streams - tracks.streams_gained), 0)
        as streams_growth,
    avg(tracks.has_official_video::integer) as official_video_share,
    max(tracks.spotify_url) filter (where listed.artist = tracks.artist) as spotify_url,
    avg(tracks.danceability) as danceability,
    avg(tracks.energy) as energy,
    avg(tracks.key) as key,
    avg(tracks.loudness) as loudness,
    avg(tracks.speechiness) as speechiness,
    avg(tracks.acousticness) as acousticness,
    avg(tracks.instrumentalness) as instrumentalness,
    avg(tracks.liveness) as liveness,
    avg(tracks.valence) as valence,
    avg(tracks.tempo) as tempo,
    avg(tracks.duration_ms) as duration_ms,
    folded(listed.artist) as search_text,
    artist_lot(listed.artist) as lot
from tracks, unnest(tracks.artists) as listed(artist)
group by listed.artist
order by streams desc nulls last, listed.artist
