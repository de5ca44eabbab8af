-- One row per recording and artist it is listed under, with the lots of that artist and of the one
-- that the recording lies with in `tracks`. Key: track_id, artist.
select
    track_id,
    artist,
    is_standing,
    lot,
    track_lot
from stg_listed
order by lot
