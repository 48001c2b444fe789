select r.number, r.issue_date, r.reminder, encode(r.sha256, 'hex') as "sha256!"
from billing.reminders r
where r.tenant_id = $1 and r.issue_date >= $2 and r.issue_date < $3 and ($4::text is null or r.number > $4)
order by r.number limit $5
