-- One row per recording, as its latest capture has it. Key: track_id.
select
    stg_rows.* exclude (file, genre, reasons, row, is_tempo_zero, is_loudness_above_zero),
    artist_lot(stg_rows.artist) as track_lot,
    slice_of(track_lot) as slice
from stg_standing as standing
inner join stg_rows
    on standing.import_no = stg_rows.import_no and standing.line = stg_rows.line
where standing.is_latest
