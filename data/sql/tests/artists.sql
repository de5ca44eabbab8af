-- What must never be true of the mart `artists`.
select 'artist is no key' as promise, count(*) - count(distinct artist) as n_broken from artists
union all
select 'artist or n_tracks is missing', count(*) from artists where artist is null or n_tracks < 1
union all
select 'an official video share is outside 0 to 1', count(*) from artists
where official_video_share < 0 or official_video_share > 1
