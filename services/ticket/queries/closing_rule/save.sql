-- After so many days resolved tickets of the house close by themselves: those that are resolved too.
with rule as (
  insert into ticket.closing_rules as r (tenant_id, auto_close_days) values ($1, $2)
  on conflict (tenant_id) do update set auto_close_days = excluded.auto_close_days
)
update ticket.tickets set close_time = resolve_time + make_interval(hours => 24 * $2::smallint)
where tenant_id = $1 and state = 'resolved'
