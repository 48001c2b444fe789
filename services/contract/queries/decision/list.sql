-- Decisions before a day, the earliest first, behind the one given.
select d.version_id, d.contract_id, t.number, t.customer_id, d.notice_day as "notice_day!: jiff_sqlx::Date",
  d.term_end as "term_end!: jiff_sqlx::Date", d.renewal_months, d.reminded
from contract.decisions d
join contract.contracts t on t.tenant_id = d.tenant_id and t.id = d.contract_id
where d.notice_day < $1 and (d.notice_day, d.version_id) > ($2, $3)
order by d.notice_day, d.version_id
limit $4
