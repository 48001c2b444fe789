select id, number, customer_id, display_name, priority, fall_through, suspended, version, create_time,
  template_id, template_version, end_day as "end_day?: jiff_sqlx::Date", end_reason
from contract.contracts
where id = $1
