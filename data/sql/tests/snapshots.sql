-- What must never be true of the mart `snapshots`.
select '(track_id, captured_on) is no key' as promise,
    count(*) - count(distinct (track_id, captured_on)) as n_broken
from snapshots
union all
select 'track_id or captured_on is missing', count(*) from snapshots
where track_id is null or captured_on is null
union all
select 'a count is negative', count(*) from snapshots where least(streams, views, likes, comments) < 0
