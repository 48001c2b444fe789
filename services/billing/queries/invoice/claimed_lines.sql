-- What stands on invoices, with what it came to; what was credited of a line counts as given.
select c.line_key, c.list_net, c.net,
  coalesce((select sum(l.net) from billing.credited_lines l
    where l.tenant_id = c.tenant_id and l.invoice_id = c.invoice_id and l.position = c.position), 0) as "credited!"
from billing.claims c
join billing.invoices i on i.tenant_id = c.tenant_id and i.id = c.invoice_id
where c.tenant_id = $1 and i.customer_id = any(billing.of_book($1, $2)) and c.released_by is null
