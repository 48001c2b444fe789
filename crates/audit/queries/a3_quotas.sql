-- What a quota shows is the sum of its lots and its overdraft.
select q.tenant_id::text, 'quotas/' || q.id, trim_scale(s.balance)::text, trim_scale(q.balance)::text
from billing.quotas q
cross join lateral (select coalesce(sum(posted + pending), 0) as balance from billing.balances b
  where b.tenant_id = q.tenant_id and (b.account like 'lot/' || q.id || '/%' or b.account = 'overdraft/' || q.id)) s
where q.balance <> s.balance
