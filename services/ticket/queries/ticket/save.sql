-- A ticket as it is after a command, with the entry that tells of it. Gives the entry's digest.
-- No row: the version is not the one the command was decided on.
with saved as (
  update ticket.tickets t set version = $3, digest = ticket.link(t.digest, $4, $3), state = $5, priority = $6,
    assignee_id = $7, team = $8, unacknowledged = $9, update_time = $10,
    resolve_time = case when $5 in ('resolved', 'closed') then coalesce(t.resolve_time, $10) end,
    response_time = coalesce(t.response_time, $11), merged_into_id = $32
  where t.tenant_id = $1 and t.id = $2 and t.version = $3 - 1
  returning digest
)
insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time, from_state,
  to_state, until_time, from_priority, to_priority, assignee_id, team, directive_id, relation,
  linked_id, link_ended, report_time, response_time, public, responds, worked_minutes, digest)
select $1, $2, $3, $12, $13, $14, $15, $10, $16, $17, $18, $19, $20, $21, $22, $23, $24,
  $25, $26, $27, $28, $29, $30, $31, digest from saved
returning digest
