-- How customers pay: by their newest mandate that may still be used, or else by one of those that were merged into them, and with
-- which discounts. A reference is unique in the house.
select c.id as "customer_id!",
  (select settings from billing.debit_settings where tenant_id = $1 order by version desc limit 1) as settings,
  (select m.mandate from billing.mandates m
    where m.tenant_id = $1 and m.customer_id = any(b.ids)
      and not exists (select from billing.mandate_ends e where e.tenant_id = m.tenant_id and e.mandate_id = m.id)
      and not (m.once and exists (
        select from billing.invoices i where i.tenant_id = m.tenant_id and i.customer_id = any(b.ids)
          and i.terms #>> '{payment,means,direct_debit,mandate}' = m.reference
          and not exists (select from billing.invoices c where c.tenant_id = i.tenant_id and c.cancels_id = i.id)))
    order by m.customer_id = c.id desc, m.at desc limit 1) as mandate,
  (select t.terms from billing.payment_terms t
    where t.tenant_id = $1 and t.customer_id in (c.id, '00000000-0000-0000-0000-000000000000')
    order by t.customer_id = c.id desc, t.version desc limit 1) as terms
from unnest($2::uuid[]) as c (id)
cross join lateral (select array_append(billing.of_book($1, c.id), c.id) as ids) b
