select m.id, m.mandate, m.at, e.reason as "revoke_reason?", e.at as "revoke_at?"
from billing.mandates m
left join billing.mandate_ends e on e.tenant_id = m.tenant_id and e.mandate_id = m.id
where m.tenant_id = $1
  and ($2::uuid is null or m.id = $2)
  and ($3::uuid is null or m.customer_id = any((select array_append(billing.of_book($1, $3), $3))::uuid[]))
  and ($4::timestamptz is null or (m.at, m.id) < ($4, $5::uuid))
order by m.at desc, m.id desc limit $6
