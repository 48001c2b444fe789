-- The people around some tickets.
select t.id, t.number, t.assignee_id, t.contact_id, t.customer_id, m.members as "members?", m.lead_id as "lead_id?",
  c.account_agent_id as "account_agent_id?", c.account_deputy_id as "account_deputy_id?"
from escalation.tickets t
  left join escalation.teams m on m.tenant_id = t.tenant_id and m.name = t.team
  left join escalation.customers c on c.tenant_id = t.tenant_id and c.id = t.customer_id
where t.tenant_id = $1 and t.id = any($2)
