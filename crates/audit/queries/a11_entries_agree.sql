-- Billing rates the work that was recorded: same customer, same ticket.
select b.tenant_id::text, 'timeEntries/' || b.id || ' version ' || b.version,
  v.customer_id || ' ' || v.ticket_id, b.customer_id || ' ' || b.ticket_id
from billing.entries b
join timetracking.entry_versions v on v.tenant_id = b.tenant_id and v.entry_id = b.id and v.version = b.version
where (v.customer_id, v.ticket_id) is distinct from (b.customer_id, b.ticket_id)
