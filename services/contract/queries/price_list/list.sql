-- The lists of an owner, a customer or the house, that begin after $2.
select id, customer_id, lower(validity) as "valid_from!: jiff_sqlx::Date",
  upper(validity) as "valid_until?: jiff_sqlx::Date", prices
from contract.price_lists
where owner_id = $1 and ($2::date is null or lower(validity) > $2)
order by lower(validity)
limit $3
