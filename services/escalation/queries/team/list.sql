select name, members, lead_id from escalation.teams where tenant_id = $1 order by name limit 500
