select id, contract_id, number, lower(validity) as "valid_from!: jiff_sqlx::Date",
  upper(validity) as "valid_until?: jiff_sqlx::Date", terms
from contract.contract_versions
where contract_id = any($1)
order by contract_id, validity
