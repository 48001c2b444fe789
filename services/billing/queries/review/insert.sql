insert into billing.reviews (tenant_id, id, customer_id, line_key, action, reason, by_id, at, seen_quantity, seen_price,
  seen_list_net, currency)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
