-- Customers and contacts become one in the contract service: the people around tickets follow.
create index tickets_of_customer on escalation.tickets (tenant_id, customer_id);
