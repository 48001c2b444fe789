insert into billing.invoices (tenant_id, id, customer_id, prefix, year, counter, number, type, cancels_id, issue_date, net,
  vat, gross, currency, invoice, terms, by_id, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
