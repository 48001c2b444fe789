-- Each transfer moves something from one account to another of the same quota; no lot goes below zero (I3, I4).
select tenant_id::text, 'transfers/' || id, 'two accounts of quotas/' || quota_id || ', amount above zero',
  debit || ' ' || credit || ' ' || amount
from billing.transfers
where debit = credit or amount <= 0 or split_part(debit, '/', 2) <> quota_id::text
  or split_part(credit, '/', 2) <> quota_id::text
union all
select tenant_id::text, account, '0 or more', trim_scale(posted + pending)::text
from billing.balances where account like 'lot/%' and posted + pending < 0
