-- The people around a case that does not exist.
select (select members from escalation.teams where tenant_id = $1 and name = $2) as members,
  (select lead_id from escalation.teams where tenant_id = $1 and name = $2) as lead_id,
  (select account_agent_id from escalation.customers where tenant_id = $1 and id = $3) as account_agent_id,
  (select account_deputy_id from escalation.customers where tenant_id = $1 and id = $3) as account_deputy_id
