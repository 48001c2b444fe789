-- The next number of a house and year.
insert into ticket.number_counters as c (tenant_id, year, last) values ($1, $2, 1)
on conflict (tenant_id, year) do update set last = c.last + 1
returning 'T-' || year || '-' || lpad(last::text, greatest(6, length(last::text)), '0') as "number!"
