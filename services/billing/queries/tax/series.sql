-- The number circles, and whether anything is missing in them (B4).
select i.prefix, i.year, min(i.counter) as "first!", max(i.counter) as "last!", count(*) as "count!"
from billing.invoices i where i.tenant_id = $1 and i.type <> 4 group by i.prefix, i.year order by i.prefix, i.year
