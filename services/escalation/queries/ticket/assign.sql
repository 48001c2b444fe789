-- Who works on a ticket. Its clocks do not care.
update escalation.tickets set assignee_id = $3, team = $4 where tenant_id = $1 and id = $2
