-- B4: unique and gapless, so many in a row; the last of them is given. The row lock is the last one of the issuing
-- transaction; a rollback gives the numbers back.
insert into billing.number_series (tenant_id, prefix, year, counter) values ($1, $2, $3, $4)
on conflict (tenant_id, prefix, year) do update set counter = number_series.counter + excluded.counter
returning counter
