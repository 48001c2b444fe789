insert into billing.drafts (tenant_id, id, customer_id, month, net, lines, waiting)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant_id, customer_id, month) do update
set net = excluded.net, lines = excluded.lines, waiting = excluded.waiting
