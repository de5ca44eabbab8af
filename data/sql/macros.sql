-- How text becomes values. A null word or nothing is null; what is no number stays null too,
-- and the `..._problem` macros tell the two apart.
-- Spaces, control characters and marks that show nothing do not count at a text's ends.
-- Trimming a set of characters is slow, so only texts that need it are trimmed.
create macro blank_to_null(t) as case
    when regexp_matches(
        t,
        '^[\pZ\p{Cc}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]|[\pZ\p{Cc}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]$'
    )
        then nullif(regexp_replace(
            t,
            '^[\pZ\p{Cc}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]+|[\pZ\p{Cc}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]+$',
            '',
            'g'
        ), '')
    else nullif(t, '')
end;

-- Counted in bytes, which is quick: 1,000 characters of any script.
create macro text_problem(name, t) as case
    when strlen(t) > 4000 then name || ' is longer than 4,000 bytes'
end;

create macro is_null_word(t) as
    t is null or lower(trim(t)) in ('', 'nan', 'null', 'none', 'na', 'n/a', '-');

create macro as_number(t) as case
    when isfinite(try_cast(t as double)) then try_cast(t as double)
    when regexp_full_match(trim(t), '[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?')
        then try_cast(replace(t, ',', '') as double)
end;

create macro as_flag(t) as case
    when lower(t) in ('true', 't', 'yes', 'y', '1', '1.0') then true
    when lower(t) in ('false', 'f', 'no', 'n', '0', '0.0') then false
end;

create macro number_problem(name, t, x) as case
    when x is null and not is_null_word(t) then name || ' "' || left(t, 60) || '" is no number'
end;

create macro share_problem(name, t, x) as case
    when x < 0 or x > 1 then name || ' ' || left(t, 60) || ' is outside 0 to 1'
    else number_problem(name, t, x)
end;

create macro count_problem(name, t, x) as case
    when x < 0 then name || ' ' || left(t, 60) || ' is negative'
    when x > 9e15 then name || ' ' || left(t, 60) || ' is above 9,000,000,000,000,000'
    when x <> floor(x) then name || ' ' || left(t, 60) || ' is no whole number'
    else number_problem(name, t, x)
end;

create macro duration_problem(name, t, x) as case
    when x <= 0 then name || ' ' || left(t, 60) || ' is not above 0'
    when x > 1e9 then name || ' ' || left(t, 60) || ' is above 1,000,000,000'
    else number_problem(name, t, x)
end;

-- What no recording can have, however it was measured: further out than loud, low or fast goes.
create macro range_problem(name, t, x, low, high) as case
    when x < low or x > high
        then name || ' ' || left(t, 60) || ' is outside ' || low || ' to ' || high
    else number_problem(name, t, x)
end;

-- The genres that a text names: one, or several between commas, semicolons or bars, as Python and JSON
-- write lists too.
create macro genre_names(t) as list_distinct(list_filter(
    list_transform(
        string_split_regex(lower(t), '[,;|]'),
        lambda genre: trim(regexp_replace(genre, '[\s\pZ_\[\]"'']+', ' ', 'g'))
    ),
    lambda genre: not is_null_word(genre)
));

-- What tells recordings apart: the nine features that every known source carries, as one text.
create macro sound_key(
    danceability, energy, loudness, speechiness, acousticness, instrumentalness, liveness, valence, tempo
) as
    danceability::varchar || '|' || energy::varchar || '|' || loudness::varchar
    || '|' || speechiness::varchar || '|' || acousticness::varchar
    || '|' || instrumentalness::varchar || '|' || liveness::varchar
    || '|' || valence::varchar || '|' || tempo::varchar;

-- A recording's id at Spotify, of its address, its URI or itself.
create macro spotify_id(t) as nullif(regexp_extract(trim(t), '([^:/?]+)(\?.*)?$', 1), '');

-- A recording's name: its title and its sound, or its artist where a feature is unknown.
create macro recording_id(track, artist, sound) as
    left(md5(concat_ws(e'\u001f', lower(track), coalesce(sound, lower(artist)))), 16);

-- Text as it is searched and sorted: accents, strokes and case aside.
create macro folded(t) as translate(strip_accents(lower(t)), 'øłđı', 'oldi');

-- Whether a folded text holds all words that somebody searches for, in any order, each as a part
-- of it; all texts hold no words. The words of a search are worked out once, and the first three
-- are looked for while the file is read, as one would be.
create macro search_words(search) as string_split_regex(trim(folded(search)), '[\s\pZ]+');

create macro has_all_words(t, search) as
    contains(t, search_words(search)[1])
    and (search_words(search)[2] is null or contains(t, search_words(search)[2]))
    and (search_words(search)[3] is null or contains(t, search_words(search)[3]))
    and (
        len(search_words(search)) <= 3
        or list_bool_and(
            list_transform(search_words(search)[4:], lambda word: contains(t, word))
        )
    );

-- Where an artist falls when artists are picked by lot: 0 to 1, the same ever after, whatever the
-- case of the name.
create macro artist_lot(artist) as md5_number_upper(lower(artist)) / 18446744073709551616.0;

-- Catalogues too large to be worked on at once are cut into slices of whole artists.
create macro slice_of(lot) as least(
    floor(lot * getvariable('n_slices'))::integer, getvariable('n_slices') - 1
);

-- A title without what follows its first bracket or dash: 'Hello - Remastered 2011' is 'hello'.
create macro main_title(title) as regexp_replace(lower(title), '\s(\(|\[|-\s).*$', '');
create macro version_stem(title) as regexp_replace(main_title(title), '[^\p{L}\p{N}]', '', 'g');

-- What an artist's other tracks are told apart by; numbers, as sorting names takes longer.
-- A track without an album shares it with no other.
create macro album_number(album, track_id) as hash(coalesce(lower(album), track_id));
create macro version_number(title) as hash(version_stem(title));

-- A video goes by its channel and title, as files may leave its address out. A track without a video
-- shares it with no other.
create macro video_number(channel, title, url, track_id) as hash(
    case when title is not null then channel end, coalesce(title, url, track_id)
);

create macro log_count(n) as ln(1 + n);

-- How far a value lies from the middle, in standard deviations that giants do not widen, and how far
-- is too far (Iglewicz and Hoaglin, 1993, How to Detect and Handle Outliers).
create macro robust_score(x, middle, spread) as 0.6745 * (x - middle) / nullif(spread, 0);
create macro outlier_limit() as 3.5;

-- The balance of views and streams is compared among tracks of about as many streams: in tenths,
-- in fewer where these would be too small for a median, and not at all below the least.
create macro most_bands() as 10;
create macro band_tracks() as 50;
create macro least_tracks() as 30;

-- Names are compared by their letters and digits alone.
create macro letters(t) as regexp_replace(folded(t), '[^\p{L}\p{N}]', '', 'g');

-- A channel is the artist's own where its name is the artist's and nothing more than words that
-- official channels add ('queenremastered4' is more), or a part of it that is no mere syllable.
create macro is_own_channel(channel, artist) as
    (
        contains(channel, artist)
        and regexp_full_match(
            replace(channel, artist, '*'),
            '([*]|the|vevo|topic|official|oficial|officiel|offiziell|channel|canal|kanal|chaine'
            '|music|musica|musik|musique|video|videos|tv|band|records|youtube|artist)*'
        )
    )
    or (length(channel) >= 4 and contains(artist, channel));

-- A channel of VEVO or YouTube itself, or of somebody who calls himself a record label. 'Music'
-- alone is what fans call themselves too.
create macro is_label_channel(channel) as regexp_matches(
    channel,
    '(vevo|topic|records|recordings|entertainment|labels?|discos|(sony|warner|universal)music.*)$'
);

-- Whether a track's title and its video's have no word in common that begins alike, both in Latin
-- letters: a title in another script may be the same one, translated.
create macro word_starts(t) as list_transform(
    list_filter(string_split_regex(folded(t), '[^\p{L}\p{N}]+'), lambda word: word <> ''),
    lambda word: left(word, 4)
);
create macro is_other_title(track, video_title) as case
    when contains(folded(video_title), folded(main_title(track))) then false  -- as most do
    when regexp_full_match(letters(main_title(track) || video_title), '[a-z0-9]+')
        then not contains(letters(video_title), letters(main_title(track)))
            and not list_has_any(word_starts(main_title(track)), word_starts(video_title))
end;

-- Why the video found for a track may not be its own. A channel of any name that shows the views
-- usual for so many streams is where the track is watched.
create macro doubts(is_strange_channel, views_score, is_other_title) as list_filter(
    [
        case when is_strange_channel and coalesce(views_score < 0, true) then 'channel' end,
        case when views_score < -outlier_limit() then 'views' end,
        case when is_other_title then 'title' end
    ],
    lambda doubt: doubt is not null
);
