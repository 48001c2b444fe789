-- What stands on a customer's invoices, with what it came to; what was credited of a line counts as given. Invoice by
-- invoice, so that it costs nothing what else the house has issued.
select c.line_key as "line_key!", c.list_net, c.net,
  coalesce((select sum(l.net) from billing.credited_lines l
    where l.tenant_id = c.tenant_id and l.invoice_id = c.invoice_id and l.position = c.position), 0) as "credited!"
from billing.invoices i
cross join lateral (
  select c.* from billing.claims c
  where c.tenant_id = i.tenant_id and c.invoice_id = i.id and c.released_by is null
  offset 0
) c
where i.tenant_id = $1 and i.customer_id = any(billing.of_book($1, $2))
