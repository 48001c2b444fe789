-- N11: that somebody opened a draft, for the figure of what billing costs in clicks and minutes. Reports show sums, no person.
create table billing.draft_openings (
  tenant_id uuid not null,
  draft_id uuid not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint draft_openings_pk primary key (tenant_id, at, draft_id, by_id),
  constraint draft_openings_draft_fk foreign key (tenant_id, draft_id) references billing.drafts (tenant_id, id)
);
call billing.protect('draft_openings');
call billing.append_only('draft_openings');
grant select, insert on billing.draft_openings to kontor_billing;
