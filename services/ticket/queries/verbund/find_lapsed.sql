-- Across houses, as the feed role: what is with a taking house beyond its time.
select tenant_id, id from ticket.handovers where state <> 'ended' and access_until <= $1 order by access_until limit $2
