-- The customer that a customer was merged into.
select into_id from billing.merged_customers where tenant_id = $1 and customer_id = $2
