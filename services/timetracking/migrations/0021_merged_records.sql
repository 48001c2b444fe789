-- Customers, contacts and assets become one in the contract service: what is known of tickets follows.
create index tickets_of_customer on timetracking.tickets (tenant_id, customer_id);
