select coalesce(e.run, r.run) as "run!", e.run_id is not null as "ended!"
from billing.reminder_runs r
left join billing.reminder_run_ends e on e.tenant_id = r.tenant_id and e.run_id = r.id
where r.tenant_id = $1 and r.id = $2
