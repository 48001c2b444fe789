-- What is due first, over all houses.
select tenant_id, id, ticket_id, generation, fire_after from escalation.timers
where state = 'armed' order by fire_after, due limit $1
