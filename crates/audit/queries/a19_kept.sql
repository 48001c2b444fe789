-- What an invoice rests on is there as long as the law wants it kept, to the end of the eighth year after its own (§ 147 (3) AO):
-- the versions of the work, the ticket with the beginning of its log, the verdict of the call (N1, N9).
with kept as (
  select f.tenant_id, f.entry_id, e.version, e.ticket_id, i.number,
    make_date(extract(year from i.issue_date)::int + 8, 12, 31) as until
  from billing.frozen_entries f
  join billing.invoices i on i.tenant_id = f.tenant_id and i.id = f.invoice_id
  join billing.entries e on e.tenant_id = f.tenant_id and e.id = f.entry_id
  where make_date(extract(year from i.issue_date)::int + 8, 12, 31) >= current_date
)
select k.tenant_id::text, 'timeEntries/' || k.entry_id || ' on ' || k.number,
  k.version || ' versions kept until ' || k.until, v.versions || ' versions'
from kept k
cross join lateral (select count(*) as versions from timetracking.entry_versions v
  where v.tenant_id = k.tenant_id and v.entry_id = k.entry_id and v.version <= k.version) v
where v.versions <> k.version
union all
select k.tenant_id::text, 'tickets/' || k.ticket_id || ' on ' || k.number, 'its log kept until ' || k.until, 'without its beginning'
from kept k
where not exists (select from ticket.log_entries l
  where l.tenant_id = k.tenant_id and l.ticket_id = k.ticket_id and l.sequence = 1)
union all
select k.tenant_id::text, 'tickets/' || k.ticket_id || ' on ' || k.number, 'its verdict kept until ' || k.until, 'no verdict'
from kept k
where not exists (select from ticket.verdicts v where v.tenant_id = k.tenant_id and v.ticket_id = k.ticket_id)
