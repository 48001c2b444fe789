-- A contact of a customer is another one from now on.
update escalation.tickets set contact_id = $4 where tenant_id = $1 and customer_id = $2 and contact_id = $3
