-- One row per recording and capture date, with the counts of that day. Key: track_id, captured_on.
select
    standing.track_id,
    standing.captured_on,
    stg_rows.streams,
    stg_rows.views,
    stg_rows.likes,
    stg_rows.comments
from stg_standing as standing
inner join stg_rows
    on standing.import_no = stg_rows.import_no and standing.line = stg_rows.line
