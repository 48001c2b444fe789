-- Transfers and balances in one statement (R7, I3). Rows come in the order they are to be posted.
with posted as (
  insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind, debit, credit, amount, date, cause,
    pending, relation, related_id, posted_at)
  select $1, t.id, t.customer_id, t.quota_id, t.kind, t.debit, t.credit, t.amount, t.date, t.cause, t.pending, t.relation,
    t.related_id, $13
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[], $8::numeric[], $9::date[], $10::text[],
    $11::boolean[], $12::int[], $14::uuid[])
    with ordinality as t (customer_id, id, quota_id, kind, debit, credit, amount, date, cause, pending, relation, related_id, n)
  order by t.n
  returning customer_id, debit, credit, amount, pending, relation
),
-- A posting of what was held moves it from pending to posted; a void lets it go.
moves as (
  select account, (array_agg(customer_id))[1] as customer_id, sum(posted) as posted, sum(held) as held from (
    select debit as account, customer_id,
      case when relation = 3 or (pending and relation <> 2) then 0 else amount end as posted,
      case when relation in (2, 3) then -amount when pending then amount else 0 end as held
    from posted
    union all
    select credit, customer_id,
      case when relation = 3 or (pending and relation <> 2) then 0 else -amount end,
      case when relation in (2, 3) then amount when pending then -amount else 0 end
    from posted
  ) both_sides group by account
)
insert into billing.balances (tenant_id, account, customer_id, posted, pending)
select $1, account, customer_id, posted, held from moves
on conflict (tenant_id, account) do update
set posted = balances.posted + excluded.posted, pending = balances.pending + excluded.pending
