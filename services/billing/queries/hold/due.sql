-- What is due first, over all houses.
select tenant_id, entry_id, customer_id from billing.holds
where ended is null and expires_at <= $1 order by expires_at limit $2
