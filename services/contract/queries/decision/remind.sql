-- Takes the reminder of a version, once (compare and set).
update contract.decisions set reminded = true
where version_id = $1 and not reminded and remind_day <= $2 and notice_day >= $2
returning contract_id, notice_day as "notice_day!: jiff_sqlx::Date", term_end as "term_end!: jiff_sqlx::Date",
  renewal_months
