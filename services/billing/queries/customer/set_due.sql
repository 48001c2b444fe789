update billing.customers c set due_on = d.due_on
from unnest($2::uuid[], $3::date[]) as d (id, due_on)
where c.tenant_id = $1 and c.id = d.id
