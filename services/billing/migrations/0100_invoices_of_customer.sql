-- Rating a customer reads what stands on its invoices, whatever else the house has issued.
create index invoices_of_customer on billing.invoices (tenant_id, customer_id);
