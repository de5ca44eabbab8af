-- What must never be true of the mart `rejects`.
select '(file, captured_on, line) is no key' as promise,
    count(*) - count(distinct (file, captured_on, line)) as n_broken
from rejects
union all
select 'line or reason is missing', count(*) from rejects
where line is null or line < 1 or coalesce(reasons, '') = ''
