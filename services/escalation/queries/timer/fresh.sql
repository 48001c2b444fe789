-- What fell due just now, over all houses: it does not wait behind an outage's backlog.
select tenant_id, ticket_id, fire_after from escalation.timers
where state = 'armed' and fire_after > $1 and fire_after <= $2 order by fire_after, due limit $3
