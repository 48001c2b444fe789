-- B4: unique and gapless. The row lock is the last one of the issuing transaction; a rollback gives the number back.
insert into billing.number_series (tenant_id, prefix, year, counter) values ($1, $2, $3, 1)
on conflict (tenant_id, prefix, year) do update set counter = number_series.counter + 1
returning counter
