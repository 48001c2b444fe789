-- Who works on tickets. Their clocks do not care.
update escalation.tickets t set assignee_id = a.assignee_id, team = a.team
from unnest($2::uuid[], $3::uuid[], $4::text[]) as a (id, assignee_id, team)
where t.tenant_id = $1 and t.id = a.id
