insert into escalation.customers (tenant_id, id, account_agent_id, account_deputy_id) values ($1, $2, $3, $4)
on conflict on constraint customers_pk do update
  set account_agent_id = excluded.account_agent_id, account_deputy_id = excluded.account_deputy_id
