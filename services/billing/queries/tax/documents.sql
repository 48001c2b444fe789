-- Issued documents of a period, without usage statements, which are no invoices, in the order of their numbers, with the digests of their stored bytes.
select i.id, i.number, i.type, i.issue_date, i.invoice, i.terms, i.currency, i.by_id, i.at, i.prefix, i.year, i.counter,
  o.number as "cancels?",
  (select encode(d.sha256, 'hex') from billing.invoice_documents d
    where d.tenant_id = i.tenant_id and d.invoice_id = i.id and d.format = 1) as pdf,
  (select encode(d.sha256, 'hex') from billing.invoice_documents d
    where d.tenant_id = i.tenant_id and d.invoice_id = i.id and d.format = 2) as ubl,
  (select encode(d.sha256, 'hex') from billing.invoice_documents d
    where d.tenant_id = i.tenant_id and d.invoice_id = i.id and d.format = 3) as cii
from billing.invoices i
left join billing.invoices o on o.tenant_id = i.tenant_id and o.id = i.cancels_id
where i.tenant_id = $1 and i.type <> 4 and i.issue_date >= $2 and i.issue_date < $3
  and ($4::text is null or (i.prefix, i.year, i.counter) > ($4, $5::int, $6::bigint))
order by i.prefix, i.year, i.counter limit $7
