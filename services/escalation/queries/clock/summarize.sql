-- An update clock that ended without a missed round was kept. Clocks that ended without a verdict count nowhere.
select priority, kind,
  count(*) filter (where not missed_rounds and (state = 'met' or (state = 'cancelled' and kind = 'update'))) as "met!",
  count(*) filter (where missed_rounds or state = 'breached') as "breached!",
  count(*) filter (where not missed_rounds and state in ('running', 'paused')) as "open!"
from escalation.clocks where tenant_id = $1 and state is not null
group by priority, kind
