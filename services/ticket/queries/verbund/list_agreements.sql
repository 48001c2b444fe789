-- A page of the house's agreements on either side, the newest first; ids grow with time.
select * from ticket.verbund_agreements
where (tenant_id = $1 or taker_id = $1) and id < $2
order by id desc
limit $3
