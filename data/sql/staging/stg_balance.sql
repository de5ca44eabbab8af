-- One row: the middle of all log ratios of views to streams, and their median distance from it.
select
    median(ln(views) - ln(streams)) as middle,
    mad(ln(views) - ln(streams)) as spread
from stg_recordings
where views > 0 and streams > 0
