-- One row: what a version holds in all. The data-quality score is the mean, over the columns that
-- the analyses use, of the share of rows read that were accepted with a valid value.
select
    (select count(*) from stg_rows) as rows_read,
    (select count(*) from stg_rows where len(reasons) > 0) as rows_rejected,
    (select count(*) from tracks) as recordings,
    (select count(*) from artists) as artists,
    (select count(distinct track_id) from track_genres) as tracks_with_genre,
    (select coalesce(sum(streams), 0) from tracks) as streams,
    (select coalesce(sum(views), 0) from tracks) as views,
    (select count(*) from stg_rows where is_tempo_zero) as tempo_zero,
    (select count(*) from stg_rows where is_loudness_above_zero) as loudness_above_zero,
    (select avg(n_valid / n_rows) from quality where is_core) as data_quality_score
