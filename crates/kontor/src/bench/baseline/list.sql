select t.*
from bench.tickets t
where t.tenant_id = bench.id(1) and (t.next_due, t.id) > ('-infinity', bench.id(0)) and t.is_open
order by t.next_due, t.id
limit 26;
