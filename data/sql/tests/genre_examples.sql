-- What must never be true of the mart `genre_examples`.
select '(file, recording, genre) is no key' as promise, count(*) - count(distinct (file, recording, genre)) as n_broken
from genre_examples
union all
select 'a recording, genre or feature is missing', count(*) from genre_examples
where file is null or recording is null or coalesce(genre, '') = '' or danceability is null or valence is null
union all
select 'a share is outside 0 to 1', count(*) from genre_examples
where least(danceability, energy, speechiness, acousticness, instrumentalness, liveness, valence) < 0
    or greatest(danceability, energy, speechiness, acousticness, instrumentalness, liveness, valence) > 1
