-- Gapless: the row waits for this transaction, a rollback gives the numbers back. `$5` of them are taken at once.
insert into billing.document_series (tenant_id, kind, prefix, year, counter) values ($1, $2, $3, $4, $5)
on conflict (tenant_id, kind, prefix, year) do update set counter = document_series.counter + $5
returning counter
