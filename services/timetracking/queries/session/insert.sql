-- Sessions of a log and the traces that they became.
insert into timetracking.sessions (tenant_id, digest, trace_id)
select $1, s.digest, s.trace_id
from unnest($2::bytea[], $3::uuid[]) as s (digest, trace_id)
