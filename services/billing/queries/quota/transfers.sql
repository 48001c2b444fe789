select id, seq as "seq!", kind, debit, credit, amount, cause, relation, posted_at,
  (sum(case when debit like 'lot/%' or debit like 'overdraft/%' then amount else 0 end
     - case when credit like 'lot/%' or credit like 'overdraft/%' then amount else 0 end)
   over (order by seq)) as "balance_after!"
from billing.transfers
where tenant_id = $1 and quota_id = $2
order by seq
