select id, customer_id, lower(validity) as "valid_from!: jiff_sqlx::Date",
  upper(validity) as "valid_until?: jiff_sqlx::Date", prices
from contract.price_lists
where id = $1
