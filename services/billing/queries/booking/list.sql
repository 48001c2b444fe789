select r.id, r.number, r.run from billing.booking_runs r
where r.tenant_id = $1 and ($2::int is null or r.number < $2)
order by r.number desc
limit $3
