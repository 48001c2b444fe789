select i.id, i.invoice, i.terms as "terms: serde_json::Value", c.id as "cancelled_by?",
  coalesce((select array_agg(d.format order by d.format) from billing.invoice_documents d
    where d.tenant_id = i.tenant_id and d.invoice_id = i.id), '{}') as "formats!",
  coalesce((select array_agg(d.sha256 order by d.format) from billing.invoice_documents d
    where d.tenant_id = i.tenant_id and d.invoice_id = i.id), '{}') as "hashes!",
  coalesce((select array_agg(length(d.content)::bigint order by d.format) from billing.invoice_documents d
    where d.tenant_id = i.tenant_id and d.invoice_id = i.id), '{}') as "sizes!"
from billing.invoices i
left join billing.invoices c on c.tenant_id = i.tenant_id and c.cancels_id = i.id
where i.tenant_id = $1 and i.id = $2
