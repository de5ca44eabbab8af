-- One row per rejected row of a file, with its line and every reason.
-- Key: file, captured_on, line.
select
    file,
    captured_on,
    line,
    left(artist, 200) as artist,
    left(track, 200) as track,
    array_to_string(reasons, '; ') as reasons,
    row
from (
    select import_no, file, captured_on, line, artist, track, reasons, row from stg_rows
    union all
    select import_no, file, captured_on, line, artist, track, reasons, row from stg_genre_rows
)
where len(reasons) > 0
order by import_no, line
