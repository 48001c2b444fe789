select invoice from billing.invoices where tenant_id = $1 and id = any ($2)
