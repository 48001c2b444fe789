select s.position, s.draft_id, d.customer_id, s.etag, o.position is not null as "done!", o.invoice_id as "invoice_id?", i.number as "number?",
  o.reason as "reason?", o.words as "words?", o.parked as "parked?"
from billing.issue_run_drafts s
join billing.drafts d on d.tenant_id = s.tenant_id and d.id = s.draft_id
left join billing.issue_run_outcomes o
  on o.tenant_id = s.tenant_id and o.run_id = s.run_id and o.position = s.position
left join billing.invoices i on i.tenant_id = o.tenant_id and i.id = o.invoice_id
where s.tenant_id = $1 and s.run_id = $2
order by s.position
