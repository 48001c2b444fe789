-- What is to be told or has passed by a day, across houses, the earliest first.
(select tenant_id as "tenant_id!", version_id as "version_id!", remind_day as "day!: jiff_sqlx::Date"
 from contract.decisions where not reminded and remind_day <= $1 order by remind_day limit $2)
union all
(select tenant_id, version_id, notice_day from contract.decisions where notice_day < $1 order by notice_day limit $2)
