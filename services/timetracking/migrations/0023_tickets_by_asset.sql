-- Sessions without a ticket's number find the one open ticket of their asset (N4).
create index tickets_by_asset on timetracking.tickets (tenant_id, asset_id)
  where asset_id is not null and state not in ('resolved', 'closed');
