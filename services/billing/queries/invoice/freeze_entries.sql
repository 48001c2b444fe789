insert into billing.frozen_entries (tenant_id, invoice_id, entry_id, billed, draws)
select $1, $2, ($3::uuid[])[n], array(select jsonb_array_elements_text(b.value)::bigint), ($5::jsonb) -> (n::int - 1)
from jsonb_array_elements($4::jsonb) with ordinality as b (value, n)
