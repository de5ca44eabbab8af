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

-- Text as it is searched and sorted: accents and case aside.
create macro folded(t) as strip_accents(lower(t));

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
create macro version_stem(title) as regexp_replace(
    regexp_replace(lower(title), '\s(\(|\[|-\s).*$', ''), '[^\p{L}\p{N}]', '', 'g'
);

-- What an artist's other tracks are told apart by; numbers, as sorting names takes longer.
-- A track without an album shares it with no other.
create macro album_number(album, track_id) as hash(coalesce(lower(album), track_id));
create macro version_number(title) as hash(version_stem(title));

create macro log_count(n) as ln(1 + n);
