-- The customers that customers were merged into.
select customer_id, into_id from billing.merged_customers where tenant_id = $1 and customer_id = any($2::uuid[])
