-- In one order, so that nobody who locks several waits for someone who waits for him.
insert into billing.customers (tenant_id, id, revision)
select $1, c.id, 1 from unnest($2::uuid[]) as c (id) order by c.id
on conflict (tenant_id, id) do update set revision = customers.revision + 1
