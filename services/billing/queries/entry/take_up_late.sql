-- R8: an entry that no invoice holds any more goes on from the newest version that was told meanwhile.
with newest as (
  select distinct on (l.entry_id) l.entry_id, l.version, l.customer_id, l.ticket_id, l.service_date, l.saved, l.spans, l.withdrawn
  from billing.late_versions l
  where l.tenant_id = $1 and l.of_customer_id in (select w.customer from billing.of_books($1, $2) w)
    and not exists (select from billing.frozen_entries f
      where f.tenant_id = l.tenant_id and f.entry_id = l.entry_id and f.released_by is null)
  order by l.entry_id, l.version desc
)
update billing.entries e
set version = n.version, customer_id = n.customer_id, ticket_id = n.ticket_id, service_date = n.service_date,
  saved = n.saved, spans = n.spans, withdrawn = n.withdrawn, rated = case when n.withdrawn then null else e.rated end,
  undecided = e.undecided and not n.withdrawn
from newest n
where e.tenant_id = $1 and e.id = n.entry_id and e.version < n.version
returning e.customer_id
