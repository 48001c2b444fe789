-- Whatever is known of tickets of a customer is of the customer that stays.
update timetracking.tickets set customer_id = $3 where tenant_id = $1 and customer_id = $2
