-- What escalation tells of a clock. The ticket's version stays: nothing was done to the ticket.
update ticket.tickets set
  response_clock = case when $3 = 1 then $4 else response_clock end,
  response_due = case when $3 = 1 then $5 else response_due end,
  update_clock = case when $3 = 2 then $4 else update_clock end,
  update_due = case when $3 = 2 then $5 else update_due end,
  resolution_clock = case when $3 = 3 then $4 else resolution_clock end,
  resolution_due = case when $3 = 3 then $5 else resolution_due end
where tenant_id = $1 and id = $2
