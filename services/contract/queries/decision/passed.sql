-- A version whose last day of notice has passed, with its terms; locks the decision.
select v.contract_id, lower(v.validity) as "valid_from!: jiff_sqlx::Date",
  upper(v.validity) as "valid_until?: jiff_sqlx::Date", v.terms
from contract.decisions d
join contract.contract_versions v on v.tenant_id = d.tenant_id and v.id = d.version_id
where d.version_id = $1 and d.notice_day < $2
for no key update of d
