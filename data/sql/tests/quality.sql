-- What must never be true of the mart `quality`.
select 'column is no key' as promise, count(*) - count(distinct "column") as n_broken from quality
union all
select 'a count is missing or not in order', count(*) from quality
where n_valid is null or n_distinct > n_valid or n_valid > n_filled or n_filled > n_rows
