-- The tickets of a customer are of the customer that stays.
update escalation.tickets set customer_id = $3 where tenant_id = $1 and customer_id = $2
