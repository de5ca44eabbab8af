-- One row per capture day: the chosen tracks as they stood. Key: day.
with spans as (
    select
        snapshots.*,
        lead(captured_on) over (partition by track_id order by captured_on) as next_on
    from snapshots
    where track_id in (select track_id from chosen)
),

days as (select distinct captured_on as day from snapshots),

standing as (
    select
        days.day,
        spans.track_id,
        spans.streams,
        spans.views,
        (spans.likes + spans.comments) / nullif(spans.views, 0) as engagement_rate,
        chosen.has_official_video
    from days
    inner join spans
        on spans.captured_on <= days.day
        and (spans.next_on is null or spans.next_on > days.day)
    inner join chosen on spans.track_id = chosen.track_id
),

ranked as (
    select
        day,
        rank() over (partition by day order by streams)
        + count(*) over (partition by day, streams) / 2 as streams_rank,
        rank() over (partition by day order by views)
        + count(*) over (partition by day, views) / 2 as views_rank
    from standing
    where streams is not null and views is not null
)

select
    day,
    count(*) as n_tracks,
    sum(streams)::double as streams,
    sum(views)::double as views,
    avg(engagement_rate) as engagement_mean,
    avg(has_official_video::int) as official_video_share,
    (
        select count(distinct listed.artist)
        from track_artists as listed
        inner join snapshots as first on listed.track_id = first.track_id
        inner join chosen on first.track_id = chosen.track_id
        where first.captured_on <= standing.day
    ) as n_artists,
    (
        select corr(ranked.streams_rank, ranked.views_rank)
        from ranked
        where ranked.day = standing.day
    ) as rank_correlation
from standing
group by day
order by day
