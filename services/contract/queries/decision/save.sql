-- The next decision about a version.
insert into contract.decisions as d
  (tenant_id, version_id, contract_id, notice_day, term_end, remind_day, renewal_months)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict on constraint decisions_pk do update
set notice_day = excluded.notice_day, term_end = excluded.term_end, remind_day = excluded.remind_day,
  renewal_months = excluded.renewal_months, reminded = false
