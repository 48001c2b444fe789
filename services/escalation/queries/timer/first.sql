-- What is due first, over all houses.
select tenant_id, ticket_id, fire_after from escalation.timers
where state = 'armed' order by fire_after, due limit $1
