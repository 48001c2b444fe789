select f.id, f.ticket_id, f.kind, f.cycle, f.step, f.percent, f.repetition, f.due_time, f.fire_time, f.late, f.actions,
  a.principal as "acknowledged_by?"
from escalation.firings f
  left join escalation.acknowledgements a on a.tenant_id = f.tenant_id and a.firing_id = f.id
where f.tenant_id = $1 and f.id = $2
