-- A page of what the house handed over, the newest first.
select * from ticket.handovers
where tenant_id = $1 and (hand_time, id) < ($2, $3)
order by hand_time desc, id desc
limit $4
