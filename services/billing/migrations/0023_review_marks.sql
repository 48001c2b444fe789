-- B3: review marks of the house's own making.
create table billing.review_marks (
  tenant_id uuid not null,
  id uuid not null,
  display_name text not null,
  constraint review_marks_pk primary key (tenant_id, id),
  constraint review_marks_name_unique unique (tenant_id, display_name)
);
call billing.protect('review_marks');
grant select, insert on billing.review_marks to kontor_billing;

-- Set and taken off: the latest counts, all stay. `etag` is what the reviewer looked at.
create table billing.draft_marks (
  tenant_id uuid not null,
  draft_id uuid not null,
  mark_id uuid not null,
  seq bigint generated always as identity,
  placed boolean not null,
  etag text not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint draft_marks_pk primary key (tenant_id, draft_id, mark_id, seq),
  constraint draft_marks_draft_fk foreign key (tenant_id, draft_id) references billing.drafts (tenant_id, id),
  constraint draft_marks_mark_fk foreign key (tenant_id, mark_id) references billing.review_marks (tenant_id, id)
);
call billing.protect('draft_marks');
call billing.append_only('draft_marks');
grant select, insert on billing.draft_marks to kontor_billing;
