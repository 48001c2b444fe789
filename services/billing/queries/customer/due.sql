-- Whom the calendar changes something for, over all houses.
select tenant_id, id from billing.customers where due_on <= $1 order by due_on limit $2
