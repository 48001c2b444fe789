-- A handover as it is after a command. No row: it is not as the command saw it.
update ticket.handovers set state = $3, taken_by = coalesce(taken_by, $4), take_time = coalesce(take_time, $5),
  ended_as = $6, end_time = $7, steps = $8
where tenant_id = $1 and id = $2 and steps = $8 - 1
