-- The next drafts of a run whose turn has not come.
select s.position, s.draft_id, d.customer_id, s.etag
from billing.issue_run_drafts s
join billing.drafts d on d.tenant_id = s.tenant_id and d.id = s.draft_id
where s.tenant_id = $1 and s.run_id = $2 and not exists (
  select from billing.issue_run_outcomes o
  where o.tenant_id = s.tenant_id and o.run_id = s.run_id and o.position = s.position)
order by s.position
limit $3
