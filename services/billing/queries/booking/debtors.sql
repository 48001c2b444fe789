with missing as (
  select c.id, row_number() over (order by c.ordinality) as place
  from unnest($2::uuid[]) with ordinality as c (id, ordinality)
  where not exists (select from billing.debtors d where d.tenant_id = $1 and d.customer_id = c.id)
), given as (
  insert into billing.debtors (tenant_id, customer_id, account)
  select $1, m.id,
    greatest($3::bigint, coalesce((select max(d.account) + 1 from billing.debtors d where d.tenant_id = $1), 0)) + m.place - 1
  from missing m
  returning customer_id, account
)
select customer_id as "customer_id!", account as "account!" from given
union all
select d.customer_id, d.account from billing.debtors d where d.tenant_id = $1 and d.customer_id = any ($2)
