-- No timer is left behind: armed, while others that were to fire a minute later have fired (I22).
select t.tenant_id::text, 'timers/' || t.id || ' of tickets/' || t.ticket_id, 'fired after ' || t.fire_after,
  'armed, while another fired at ' || l.last
from escalation.timers t
cross join (select max(fire_time) as last from escalation.firings) l
where t.state = 'armed' and t.fire_after < l.last - interval '1 minute'
