-- A page of what is with the house, the oldest first.
select * from ticket.handovers
where taker_id = $1 and state <> 'ended' and access_until > $5 and (hand_time, id) > ($2, $3)
order by hand_time, id
limit $4
