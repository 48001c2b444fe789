-- The number of the next block that is told.
update escalation.level_changes set told = told + 1
where tenant_id = $1 and subject = $2 and subject_id = $3 returning told
