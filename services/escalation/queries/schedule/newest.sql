-- The newest versions of the house's schedules, the oldest schedule first.
select distinct on (id) id, version, schedule from escalation.on_call_schedules
where tenant_id = $1 order by id, version desc limit 200
