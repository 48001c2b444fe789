-- What stands on the invoices of customers, with what it came to; what was credited of a line counts as given.
select w.book as "book!", c.line_key as "line_key!", c.list_net as "list_net?", c.net as "net?",
  coalesce((select sum(l.net) from billing.credited_lines l
    where l.tenant_id = $1 and l.invoice_id = c.invoice_id and l.position = c.position), 0) as "credited!"
from billing.of_books($1, $2) w
cross join lateral billing.claims_of($1, w.customer) c
