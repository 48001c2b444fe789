-- What people did on the way from work to invoices within a span of time: drafts opened, lines changed and agreed to, marks set,
-- entries decided about, order numbers given, drafts issued one by one or many in a run, which is nobody's alone.
with steps as (
  select o.by_id, o.at, d.customer_id
  from billing.draft_openings o join billing.drafts d on d.tenant_id = o.tenant_id and d.id = o.draft_id
  where o.tenant_id = $1
  union all
  select r.by_id, r.at, r.customer_id from billing.reviews r where r.tenant_id = $1
  union all
  select v.by_id, v.at, r.customer_id
  from billing.review_verdicts v join billing.reviews r on r.tenant_id = v.tenant_id and r.id = v.review_id
  where v.tenant_id = $1
  union all
  -- Issuing takes marks off by itself.
  select k.by_id, k.at, d.customer_id
  from billing.draft_marks k join billing.drafts d on d.tenant_id = k.tenant_id and d.id = k.draft_id
  where k.tenant_id = $1 and k.placed
  union all
  select split_part(c.by_name, '/', 2)::uuid, c.at, e.customer_id
  from billing.decisions c join billing.entries e on e.tenant_id = c.tenant_id and e.id = c.entry_id
  where c.tenant_id = $1
  union all
  select n.by_id, n.at, n.customer_id from billing.order_numbers n where n.tenant_id = $1
  union all
  select i.by_id, i.at, i.customer_id from billing.invoices i
  where i.tenant_id = $1 and i.type = 1
    and not exists (select from billing.issue_run_outcomes o where o.tenant_id = i.tenant_id and o.invoice_id = i.id)
  union all
  select r.by_id, r.at, null from billing.issue_runs r where r.tenant_id = $1
)
select s.by_id as "by_id!", s.at as "at!", coalesce(m.into_id, s.customer_id) as "customer_id?"
from steps s
left join billing.merged_customers m on m.tenant_id = $1 and m.customer_id = s.customer_id
where s.at >= $2 and s.at < $3
order by s.by_id, s.at
