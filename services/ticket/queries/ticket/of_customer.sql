-- The tickets of a customer.
select id from ticket.tickets where tenant_id = $1 and customer_id = $2
