insert into billing.invoices (tenant_id, id, customer_id, prefix, year, counter, number, type, cancels_id, issue_date, net,
  vat, gross, currency, invoice, terms, by_id, at)
select $1, i.id, i.customer_id, i.prefix, $3, i.counter, i.number, i.type, i.cancels_id, $4, i.net, i.vat, i.gross, i.currency,
  i.invoice, i.terms, $5, i.at
from unnest($2::text[], $6::uuid[], $7::uuid[], $8::bigint[], $9::text[], $10::int[], $11::uuid[], $12::numeric[], $13::numeric[],
  $14::numeric[], $15::text[], $16::bytea[], $17::jsonb[], $18::timestamptz[])
  as i (prefix, id, customer_id, counter, number, type, cancels_id, net, vat, gross, currency, invoice, terms, at)
