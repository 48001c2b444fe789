-- The tickets of a customer that a contact reported.
select id from ticket.tickets where tenant_id = $1 and customer_id = $2 and contact_id = $3
