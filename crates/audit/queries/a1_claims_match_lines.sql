-- Each line of an invoice settles at least one claim; a cancellation claims nothing. Frozen work is the customer's.
select i.tenant_id::text, i.number,
  case when i.cancels_id is null then 'at least ' || jsonb_array_length(i.terms -> 'lines') || ' claims' else '0 claims' end,
  n.claims || ' claims'
from billing.invoices i
cross join lateral (select count(*) as claims from billing.claims c
  where c.tenant_id = i.tenant_id and c.invoice_id = i.id) n
where case when i.cancels_id is null then n.claims < jsonb_array_length(i.terms -> 'lines') else n.claims > 0 end
union all
select f.tenant_id::text, 'timeEntries/' || f.entry_id || ' on ' || i.number, i.customer_id::text, e.customer_id::text
from billing.frozen_entries f
join billing.invoices i on i.tenant_id = f.tenant_id and i.id = f.invoice_id
join billing.entries e on e.tenant_id = f.tenant_id and e.id = f.entry_id
where e.customer_id <> i.customer_id and f.released_by is null
union all
select c.tenant_id::text, c.line_key || ' on ' || i.number, 'of work that is there', 'no work'
from billing.claims c
join billing.invoices i on i.tenant_id = c.tenant_id and i.id = c.invoice_id
left join billing.entries e on e.tenant_id = c.tenant_id and e.id::text = split_part(c.line_key, '/', 2)
where c.line_key like 'extra/%' and e.id is null
