-- Nothing is left behind a change. What was under way when it was opened is there a minute later.
update escalation.level_changes l set is_open = false
where l.tenant_id = $1 and l.subject = $2 and l.subject_id = $3 and l.version = $4 and l.is_open
  and l.open_time < clock_timestamp() - interval '1 minute'
