-- R5a: what an invoice froze stays; a version told meanwhile waits for the invoice's cancellation. The customer is
-- locked, so that no invoice is issued between the look and the change.
with frozen as (
  select 1 from billing.frozen_entries where tenant_id = $1 and entry_id = $2 and released_by is null
),
late as (
  insert into billing.late_versions
    (tenant_id, entry_id, version, of_customer_id, customer_id, ticket_id, service_date, saved, spans, withdrawn)
  select e.tenant_id, e.id, $3::int, e.customer_id, $4::uuid, $5::uuid, $6::date, $7::bytea, $8::bytea, $9::boolean
  from billing.entries e
  where e.tenant_id = $1 and e.id = $2 and e.version < $3 and exists (select from frozen)
  on conflict do nothing
)
insert into billing.entries (tenant_id, id, version, customer_id, ticket_id, service_date, saved, spans, withdrawn)
select $1, $2, $3, $4, $5, $6, $7, $8, $9 where not exists (select from frozen)
on conflict (tenant_id, id) do update
set version = excluded.version, customer_id = excluded.customer_id, ticket_id = excluded.ticket_id,
  service_date = excluded.service_date, saved = excluded.saved, spans = excluded.spans,
  -- T6: what waits for approval has no rating, nor that of an earlier version.
  withdrawn = excluded.withdrawn, rated = case when excluded.withdrawn then null else entries.rated end,
  undecided = entries.undecided and not excluded.withdrawn
where entries.version < excluded.version
