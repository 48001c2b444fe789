select f.id, f.ticket_id, f.kind, f.cycle, f.step, f.percent, f.repetition, f.due_time, f.fire_time, f.late, f.actions,
  f.offset_seconds, f.team, f.webhook_url, f.notified, a.principal as "acknowledged_by?", a.at as "acknowledge_time?"
from escalation.firings f
  left join escalation.acknowledgements a on a.tenant_id = f.tenant_id and a.firing_id = f.id
where f.tenant_id = $1 and f.id < $2 order by f.id desc limit $3
