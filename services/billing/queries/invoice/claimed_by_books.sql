-- What stands on the invoices of customers, with what it came to; what was credited of a line counts as given. Invoice by
-- invoice, so that it costs nothing what else the house has issued, also while the statistics do not know of it yet.
select w.book as "book!", c.line_key as "line_key!", c.list_net as "list_net?", c.net as "net?",
  coalesce((select sum(l.net) from billing.credited_lines l
    where l.tenant_id = $1 and l.invoice_id = c.invoice_id and l.position = c.position), 0) as "credited!"
from billing.of_books($1, $2) w
cross join lateral (
  select i.id from billing.invoices i where i.tenant_id = $1 and i.customer_id = w.customer offset 0
) i
cross join lateral (
  select c.* from billing.claims c
  where c.tenant_id = $1 and c.invoice_id = i.id and c.released_by is null
  offset 0
) c
