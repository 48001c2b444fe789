-- All drafts of customers in one statement: those that are, and those of before that hold nothing any more.
with now as (
  select * from unnest($20::uuid[], $3::uuid[], $4::date[], $5::date[], $6::text[], $7::numeric[], $8::numeric[], $9::numeric[],
    $10::numeric[], $11::bigint[], $12::int[], $13::int[], $14::int[], $15::int[], $16::text[], $17::date[],
    $18::date[])
    as d (customer_id, id, month, period_end, split, net, vat, gross, goodwill, uplift_seconds, lines, waiting, conflicts, pending,
      etag, first_service, last_service)
),
emptied as (
  update billing.drafts d
  set net = 0, vat = 0, gross = 0, goodwill = 0, uplift_seconds = 0, lines = 0, waiting = 0, conflicts = 0,
    pending = 0, etag = '', first_service = null, last_service = null
  where d.tenant_id = $1 and d.customer_id = any($2::uuid[]) and $19 and (d.lines > 0 or d.waiting > 0 or d.etag <> '')
    and not exists (select 1 from now n
      where n.customer_id = d.customer_id and n.month = d.month and n.period_end = d.period_end and n.split = d.split)
)
insert into billing.drafts (tenant_id, id, customer_id, month, period_end, split, net, vat, gross, goodwill,
  uplift_seconds, lines, waiting, conflicts, pending, etag, first_service, last_service)
select $1, id, customer_id, month, period_end, split, net, vat, gross, goodwill, uplift_seconds, lines, waiting, conflicts,
  pending, etag, first_service, last_service
from now
on conflict on constraint drafts_group_unique do update
set net = excluded.net, vat = excluded.vat, gross = excluded.gross, goodwill = excluded.goodwill,
  uplift_seconds = excluded.uplift_seconds, lines = excluded.lines, waiting = excluded.waiting,
  conflicts = excluded.conflicts, pending = excluded.pending, etag = excluded.etag,
  first_service = excluded.first_service, last_service = excluded.last_service
