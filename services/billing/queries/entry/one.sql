select e.version, e.customer_id, e.saved, e.spans, e.undecided, e.bill_refused,
  exists (select from billing.frozen_entries f
    where f.tenant_id = e.tenant_id and f.entry_id = e.id and f.released_by is null) as "frozen!"
from billing.entries e where e.tenant_id = $1 and e.id = $2
