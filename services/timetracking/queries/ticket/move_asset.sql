-- An asset of a customer is another one from now on.
update timetracking.tickets set asset_id = $4 where tenant_id = $1 and customer_id = $2 and asset_id = $3
