-- What escalation tells of clocks, one row for each ticket; a clock without a state stays as it is, and so does a ticket
-- that shows it all already. The version stays: nothing was done to the ticket. How many of the tickets are there.
with told as (
  select * from unnest($2::uuid[], $3::smallint[], $4::timestamptz[], $5::smallint[], $6::timestamptz[], $7::smallint[],
    $8::timestamptz[]) as m (id, response, response_due, update, update_due, resolution, resolution_due)
),
shown as (
  update ticket.tickets t set
    response_clock = coalesce(m.response, t.response_clock),
    response_due = case when m.response is null then t.response_due else m.response_due end,
    update_clock = coalesce(m.update, t.update_clock),
    update_due = case when m.update is null then t.update_due else m.update_due end,
    resolution_clock = coalesce(m.resolution, t.resolution_clock),
    resolution_due = case when m.resolution is null then t.resolution_due else m.resolution_due end
  from told m
  where t.tenant_id = $1 and t.id = m.id and (
    (m.response is not null and (t.response_clock, t.response_due) is distinct from (m.response, m.response_due))
    or (m.update is not null and (t.update_clock, t.update_due) is distinct from (m.update, m.update_due))
    or (m.resolution is not null
      and (t.resolution_clock, t.resolution_due) is distinct from (m.resolution, m.resolution_due)))
)
select count(*) as "count!" from told m join ticket.tickets t on t.tenant_id = $1 and t.id = m.id
