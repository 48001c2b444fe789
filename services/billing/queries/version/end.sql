-- A contract holds no more from a day on.
insert into billing.contract_ends (tenant_id, contract_id, end_day) values ($1, $2, $3)
on conflict (tenant_id, contract_id) do update set end_day = excluded.end_day
