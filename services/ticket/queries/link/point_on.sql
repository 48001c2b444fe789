-- The ticket $2 was merged into $3: what was merged into $2 before points there too, so that pointers stay one step long,
-- and $3 is measured from the earlier report.
with pointers as (
  update ticket.tickets set merged_into_id = $3 where tenant_id = $1 and merged_into_id = $2
)
update ticket.tickets set report_time = $4, response_time = $5 where tenant_id = $1 and id = $3
