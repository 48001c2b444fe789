-- The first to take notice stays.
insert into escalation.acknowledgements (tenant_id, firing_id, principal, at) values ($1, $2, $3, $4)
on conflict on constraint acknowledgements_pk do nothing
