insert into billing.buyers (tenant_id, customer_id, customer, number, display_name, account_agent)
values ($1, $2, $3, $4, $5, $6)
on conflict (tenant_id, customer_id) do update
set customer = excluded.customer, number = excluded.number, display_name = excluded.display_name,
  account_agent = excluded.account_agent
where buyers.customer <> excluded.customer
