insert into contract.price_lists (tenant_id, id, customer_id, validity, prices, create_time)
values ($1, $2, $3, daterange($4, $5), $6, $7)
