-- The record of what went to another house has no holes, its length is the handover's, and it ends when the handover
-- does (N10).
select h.tenant_id::text, 'handovers/' || h.id, h.steps || ' steps, the last ' || h.steps
  || case when h.state = 'ended' then ' ' || h.ended_as else '' end,
  s.steps || ' steps, the last ' || coalesce(s.last, 0) || case when h.state = 'ended' then ' ' || coalesce(e.kind, 'none') else '' end
from ticket.handovers h
cross join lateral (select count(*) as steps, max(sequence) as last from ticket.handover_steps s
  where s.tenant_id = h.tenant_id and s.handover_id = h.id) s
left join ticket.handover_steps e on e.tenant_id = h.tenant_id and e.handover_id = h.id and e.sequence = h.steps
where s.steps <> h.steps or s.last is distinct from h.steps or (h.state = 'ended' and e.kind is distinct from h.ended_as)
union all
-- It is with the house that the agreement names, which accepted it before.
select h.tenant_id::text, 'handovers/' || h.id, 'by an accepted agreement with tenants/' || h.taker_id,
  'tenants/' || a.taker_id || coalesce(' accepted at ' || a.accept_time, ' never accepted')
from ticket.handovers h
join ticket.verbund_agreements a on a.tenant_id = h.tenant_id and a.id = h.agreement_id
where a.taker_id <> h.taker_id or a.accept_time is null or a.accept_time > h.hand_time
