-- One change of links in a house after the other.
select pg_advisory_xact_lock(hashtextextended('ticket.links ' || $1, 0)) is null as "locked!"
