begin;
with numbered as (
  select tenant_id, customer_id, sum(net) as net, row_number() over (order by customer_id) as n
  from baseline.work where crowd = 'I' group by tenant_id, customer_id
)
insert into baseline.invoices (tenant_id, id, customer_id, counter, number, net, vat, gross, invoice, terms)
select tenant_id, md5('i' || customer_id)::uuid, customer_id, s.counter + n, 'RE-' || s.counter + n, net, round(net * 0.19, 2),
  net + round(net * 0.19, 2), convert_to(repeat('x', 6000), 'UTF8'), jsonb_build_object('customer', customer_id, 'net', net)
from numbered, baseline.series s;
insert into baseline.claims (tenant_id, invoice_id, line_key, position, list_net, net)
select tenant_id, md5('i' || customer_id)::uuid, 'work/' || entry_id, row_number() over (partition by customer_id), net, net
from baseline.work where crowd = 'I';
insert into baseline.frozen (tenant_id, invoice_id, entry_id, billed, draws)
select tenant_id, md5('i' || customer_id)::uuid, entry_id, array[net], '[]' from baseline.work where crowd = 'I';
insert into baseline.events (tenant_id, id, invoice_id, payload)
select tenant_id, gen_random_uuid(), md5('i' || customer_id)::uuid, convert_to(string_agg(entry_id::text, ','), 'UTF8')
from baseline.work where crowd = 'I' group by tenant_id, customer_id;
update baseline.series set counter = counter + (select count(*) from baseline.invoices);
commit;
