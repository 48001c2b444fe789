-- Adds the directives in $2, or changes those that are there under the same id and counts their versions.
insert into contract.directives as t (tenant_id, id, customer_id, severity, text, withdrawn, create_time)
select $1, r.id, r.customer_id, r.severity, r.text, r.withdrawn, $3
from jsonb_to_recordset($2) as r (id uuid, customer_id uuid, severity text, text text, withdrawn boolean)
order by r.id
on conflict on constraint directives_pk
do update set severity = excluded.severity, text = excluded.text, withdrawn = excluded.withdrawn, version =
  t.version + 1
returning id, version
