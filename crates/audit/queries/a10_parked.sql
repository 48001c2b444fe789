-- No event is parked (I17).
select tenant_id::text, consumer || ' ' || pos, 'applied', kind || ' parked: ' || reason from {schema}.parked_event
