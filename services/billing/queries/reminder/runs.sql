select coalesce(e.run, r.run) as "run!", r.number
from billing.reminder_runs r
left join billing.reminder_run_ends e on e.tenant_id = r.tenant_id and e.run_id = r.id
where r.tenant_id = $1 and ($2::int is null or r.number < $2)
order by r.number desc limit $3
