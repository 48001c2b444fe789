-- The only open ticket of each of these assets: with several nobody can tell which one a session was for.
select asset_id as "asset_id!", (array_agg(id))[1] as "id!"
from timetracking.tickets
where tenant_id = $1 and asset_id = any($2::uuid[]) and state not in ('resolved', 'closed')
group by asset_id
having count(*) = 1
order by asset_id
