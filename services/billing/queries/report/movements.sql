select date, sum(case when debit like 'lot/%' or debit like 'overdraft/%' then amount else 0 end
  - case when credit like 'lot/%' or credit like 'overdraft/%' then amount else 0 end) as "change!"
from billing.transfers
-- What is only held, and letting go of it, move nothing.
where tenant_id = $1 and quota_id = $2 and relation <> 3 and (not pending or relation = 2)
group by date order by date
