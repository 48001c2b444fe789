-- The firings of a batch; each repetition once (E2).
insert into escalation.firings (tenant_id, id, ticket_id, kind, cycle, step, percent, repetition, due_time, fire_time,
  late, actions, offset_seconds, team, webhook_url, notified)
select $1, f.id, f.ticket_id, f.kind, f.cycle, f.step, f.percent, f.repetition, f.due_time, $2, f.late,
  string_to_array(f.actions, ',')::int[], f.offset_seconds, f.team, f.webhook_url,
  string_to_array(f.notified, ',')::uuid[]
from unnest($3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::int[], $8::int[], $9::int[], $10::timestamptz[],
  $11::bool[], $12::text[], $13::bigint[], $14::text[], $15::text[], $16::text[])
  as f (id, ticket_id, kind, cycle, step, percent, repetition, due_time, late, actions, offset_seconds, team,
    webhook_url, notified)
