insert into billing.contract_versions
  (tenant_id, id, customer_id, contract_id, contract_number, number, valid_from, terms, time_zone)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict do nothing
