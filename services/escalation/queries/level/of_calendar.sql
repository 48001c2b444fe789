-- Any level with a version of a calendar: all say how it measures.
select level from escalation.service_levels
where tenant_id = $1 and calendar_id = $2 and calendar_version = $3 limit 1
