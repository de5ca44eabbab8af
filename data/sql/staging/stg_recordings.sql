-- One row per recording, as its latest capture has it. Key: track_id.
with latest as (
    select
        track_id,
        max(captured_on) as captured_on
    from stg_standing
    group by track_id
)

select
    stg_rows.* exclude (file, reasons, row, is_tempo_zero, is_loudness_above_zero),
    slice_of(artist_draw(stg_rows.artist)) as slice
from latest
inner join stg_standing as standing
    on latest.track_id = standing.track_id and latest.captured_on = standing.captured_on
inner join stg_rows
    on standing.import_no = stg_rows.import_no and standing.line = stg_rows.line
order by slice
