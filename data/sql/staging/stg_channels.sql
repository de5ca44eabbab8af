-- One row per YouTube channel of more than one recording. Key: channel.
select
    channel,
    count(*)::integer as channel_n_tracks
from stg_recordings
where channel is not null
group by channel
having count(*) > 1
