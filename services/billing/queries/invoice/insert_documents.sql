insert into billing.invoice_documents (tenant_id, invoice_id, format, content, sha256, at)
select $1, $2, d.format, d.content, sha256(d.content), $5
from unnest($3::int[], $4::bytea[]) as d (format, content)
