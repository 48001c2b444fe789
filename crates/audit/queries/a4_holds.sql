-- What is pending belongs to a hold that is open, and a hold ends with its entry's event (R8, I5).
select t.tenant_id::text, 'transfers/' || t.id, 'of a hold that is open', t.cause
from billing.transfers t
where t.pending and t.relation = 0
  and not exists (select from billing.transfers r where r.tenant_id = t.tenant_id and r.related_id = t.id)
  and not exists (select from billing.holds h
    where h.tenant_id = t.tenant_id and 'entry/' || h.entry_id = t.cause and h.ended is null)
union all
select h.tenant_id::text, 'timeEntries/' || h.entry_id, 'ended by version ' || e.version, 'held still'
from billing.holds h
join billing.entries e on e.tenant_id = h.tenant_id and e.id = h.entry_id and e.version >= h.version
where h.ended is null
