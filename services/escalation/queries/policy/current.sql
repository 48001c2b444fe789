-- The newest policy guards the clocks of new tickets.
select id from escalation.policies where tenant_id = $1 order by id desc limit 1
