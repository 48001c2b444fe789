select id from escalation.people
where tenant_id = $1 and is_management and not is_disabled order by id limit 50
