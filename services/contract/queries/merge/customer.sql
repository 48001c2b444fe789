-- All that is the customer $1's becomes $2's, and $1 a pointer to it, in one statement: the keys between them are judged
-- at its end.
with contacts as (
  update contract.contacts set customer_id = $2, version = version + 1 where customer_id = $1
),
sites as (
  update contract.sites set customer_id = $2, version = version + 1 where customer_id = $1
),
assets as (
  update contract.assets set customer_id = $2, version = version + 1 where customer_id = $1
),
directives as (
  update contract.directives set customer_id = $2, version = version + 1 where customer_id = $1
),
contracts as (
  update contract.contracts set customer_id = $2 where customer_id = $1
),
price_lists as (
  update contract.price_lists set customer_id = $2 where owner_id = $1
)
update contract.customers
set merged_into = $2, version = version + 1, revision = revision + 1
where id = $1 or merged_into = $1
