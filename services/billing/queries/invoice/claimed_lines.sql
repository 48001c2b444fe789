select c.line_key from billing.claims c
join billing.invoices i on i.tenant_id = c.tenant_id and i.id = c.invoice_id
where c.tenant_id = $1 and i.customer_id = any(billing.of_book($1, $2)) and c.released_by is null
