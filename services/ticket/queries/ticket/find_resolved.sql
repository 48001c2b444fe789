-- Across houses, as the feed role: tickets that have been resolved for long enough to close (K1).
select tenant_id, id from ticket.tickets where state = 'resolved' and close_time <= $1 order by close_time limit $2
