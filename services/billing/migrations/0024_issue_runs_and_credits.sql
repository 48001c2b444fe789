-- Selected drafts that are issued in blocks. What a run was asked never changes; what became of a draft is a row more.
create table billing.issue_runs (
  tenant_id uuid not null,
  id uuid not null,
  issue_date date not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint issue_runs_pk primary key (tenant_id, id)
);
call billing.protect('issue_runs');
call billing.append_only('issue_runs');
grant select, insert on billing.issue_runs to kontor_billing;

create table billing.issue_run_drafts (
  tenant_id uuid not null,
  run_id uuid not null,
  position int not null,
  draft_id uuid not null,
  etag text not null,
  constraint issue_run_drafts_pk primary key (tenant_id, run_id, position),
  constraint issue_run_drafts_once unique (tenant_id, run_id, draft_id),
  constraint issue_run_drafts_run_fk foreign key (tenant_id, run_id) references billing.issue_runs (tenant_id, id)
);
call billing.protect('issue_run_drafts');
call billing.append_only('issue_run_drafts');
grant select, insert on billing.issue_run_drafts to kontor_billing;

create table billing.issue_run_outcomes (
  tenant_id uuid not null,
  run_id uuid not null,
  position int not null,
  invoice_id uuid,
  reason text not null,
  words text not null,
  parked boolean not null,
  at timestamptz not null,
  constraint issue_run_outcomes_pk primary key (tenant_id, run_id, position),
  constraint issue_run_outcomes_draft_fk foreign key (tenant_id, run_id, position)
    references billing.issue_run_drafts (tenant_id, run_id, position),
  constraint issue_run_outcomes_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint issue_run_outcomes_why check ((invoice_id is null) = (reason <> ''))
);
call billing.protect('issue_run_outcomes');
call billing.append_only('issue_run_outcomes');
grant select, insert on billing.issue_run_outcomes to kontor_billing;

-- Which line of the invoice a claimed line stands on; unset for hidden lines and for what was issued before.
alter table billing.claims add column position int;

-- B5: what was credited of which line.
create table billing.credited_lines (
  tenant_id uuid not null,
  credit_id uuid not null,
  invoice_id uuid not null,
  position int not null,
  net numeric not null,
  given_back boolean not null,
  constraint credited_lines_pk primary key (tenant_id, credit_id, position),
  constraint credited_lines_positive check (net > 0),
  constraint credited_lines_credit_fk foreign key (tenant_id, credit_id) references billing.invoices (tenant_id, id),
  constraint credited_lines_invoice_fk foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create index credited_lines_by_invoice on billing.credited_lines (tenant_id, invoice_id);
call billing.protect('credited_lines');
call billing.append_only('credited_lines');
grant select, insert on billing.credited_lines to kontor_billing;
