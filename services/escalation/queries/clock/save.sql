update escalation.clocks c set version = s.version, state = s.state, due = s.due, missed_rounds = s.missed_rounds
from unnest($2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[], $6::bool[])
  as s (id, version, state, due, missed_rounds)
where c.tenant_id = $1 and c.id = s.id
