-- Of each customer the one that stays, where it was merged.
select id, coalesce(merged_into, id) as "stays!" from contract.customers where id = any($1::uuid[])
