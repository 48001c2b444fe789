-- R8: a correction may move work to another customer; whom it was for before is told, too.
with before as (select customer_id from billing.entries where tenant_id = $1 and id = $2)
insert into billing.entries (tenant_id, id, version, customer_id, ticket_id, service_date, saved, spans)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (tenant_id, id) do update
set version = excluded.version, customer_id = excluded.customer_id, ticket_id = excluded.ticket_id,
  service_date = excluded.service_date, saved = excluded.saved, spans = excluded.spans
where entries.version < excluded.version
returning (select customer_id from before) as "before?"
