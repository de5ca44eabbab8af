-- One row per recording and capture: the row with the most streams stands (ties: the first row).
-- `is_latest` marks that of the recording's latest capture. Key: track_id, captured_on.
select
    track_id,
    captured_on,
    import_no,
    line,
    place = 1 as is_latest
from (
    select
        track_id,
        captured_on,
        import_no,
        line,
        row_number() over captures as place,
        lag(captured_on) over captures as before
    from stg_rows
    where len(reasons) = 0
    window captures as (
        partition by track_id
        order by captured_on desc, streams desc nulls last, import_no, line
    )
)
where captured_on is distinct from before
