-- One row per recording and capture: the row with the most streams stands (ties: the first row).
-- Key: track_id, captured_on.
select * exclude (place)
from (
    select
        track_id,
        captured_on,
        import_no,
        line,
        row_number() over (
            partition by track_id, captured_on
            order by streams desc nulls last, import_no, line
        ) as place
    from stg_rows
    where len(reasons) = 0
)
where place = 1
