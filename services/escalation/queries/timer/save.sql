insert into escalation.timers (tenant_id, ticket_id, id, kind, cycle, step, repetition, state, due, fire_after, settles)
select $1, t.ticket_id, t.id, t.kind, t.cycle, t.step, t.repetition, t.state, t.due, t.fire_after, t.settles
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::int[], $7::int[], $8::text[], $9::timestamptz[],
  $10::timestamptz[], $11::bool[])
  as t (ticket_id, id, kind, cycle, step, repetition, state, due, fire_after, settles)
on conflict on constraint timers_step_unique do update set
  repetition = excluded.repetition, state = excluded.state, due = excluded.due, fire_after = excluded.fire_after,
  settles = excluded.settles, generation = timers.generation + 1
