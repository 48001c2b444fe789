-- A line is claimed by at most one standing invoice (I1).
select tenant_id::text, line_key, '1 standing invoice', count(*) || ' standing invoices'
from billing.claims where released_by is null
group by tenant_id, line_key having count(*) > 1
union all
select tenant_id::text, 'timeEntries/' || entry_id, '1 standing invoice', count(*) || ' standing invoices'
from billing.frozen_entries where released_by is null
group by tenant_id, entry_id having count(*) > 1
