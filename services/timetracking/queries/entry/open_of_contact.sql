-- The entries of a customer for the contact $3 that no invoice holds, locked in one order, whoever locks them.
select e.id
from timetracking.entries e
where e.tenant_id = $1 and e.customer_id = $2 and e.contact_id = $3 and e.billing_state <> 'invoiced'
order by e.id
for update
