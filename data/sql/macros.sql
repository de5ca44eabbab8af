-- How text becomes values. A null word or nothing is null; what is no number stays null too,
-- and the `..._problem` macros tell the two apart.
-- Trimming a set of characters is slow, so only texts that need it are trimmed.
create macro blank_to_null(t) as case
    when regexp_matches(t, '^[\s\x{a0}]|[\s\x{a0}]$')
        then nullif(trim(t, ' ' || chr(9) || chr(10) || chr(13) || chr(160)), '')
    else nullif(t, '')
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
    when x < 0 or x > 1 then name || ' ' || t || ' is outside 0 to 1'
    else number_problem(name, t, x)
end;

create macro count_problem(name, t, x) as case
    when x < 0 then name || ' ' || t || ' is negative'
    when x > 9e15 then name || ' ' || t || ' is above 9,000,000,000,000,000'
    when x <> floor(x) then name || ' ' || t || ' is no whole number'
    else number_problem(name, t, x)
end;

create macro duration_problem(name, t, x) as case
    when x <= 0 then name || ' ' || t || ' is not above 0'
    else number_problem(name, t, x)
end;
