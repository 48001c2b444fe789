\set ticket random(1, :tickets)
select t.*, v.coverage
from bench.tickets t
left join bench.verdicts v on v.tenant_id = t.tenant_id and v.ticket_id = t.id
where t.tenant_id = bench.id(1) and t.id = bench.id(:ticket);
