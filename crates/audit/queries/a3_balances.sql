-- The balance of an account is the sum of its transfers, posted and held (I3, R7).
-- relation: 0 new, 1 takes back, 2 posts what was held, 3 lets it go.
with moves as (
  select tenant_id, account, sum(posted) as posted, sum(held) as held from (
    select t.tenant_id, s.account,
      s.sign * case when relation = 2 or (relation < 2 and not pending) then amount else 0 end as posted,
      s.sign * case when relation in (2, 3) then -amount when pending then amount else 0 end as held
    from billing.transfers t cross join lateral (values (t.debit, 1), (t.credit, -1)) s (account, sign)
  ) both_sides group by tenant_id, account
)
select coalesce(m.tenant_id, b.tenant_id)::text, coalesce(m.account, b.account),
  trim_scale(coalesce(m.posted, 0)) || ' posted, ' || trim_scale(coalesce(m.held, 0)) || ' held',
  coalesce(trim_scale(b.posted) || ' posted, ' || trim_scale(b.pending) || ' held', 'no balance')
from moves m full join billing.balances b using (tenant_id, account)
where coalesce(m.posted, 0) is distinct from b.posted or coalesce(m.held, 0) is distinct from b.pending
