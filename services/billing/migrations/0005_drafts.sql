-- A draft is computed from entries, fees and reviews whenever it is asked for; the row gives it its name and keeps
-- the totals of its latest rating for lists.
create table billing.drafts (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  month date not null,
  net numeric not null default 0,
  lines int not null default 0,
  waiting int not null default 0,
  constraint drafts_pk primary key (tenant_id, id),
  constraint drafts_month_unique unique (tenant_id, customer_id, month),
  constraint drafts_first_of_month check (extract(day from month) = 1)
);
create index drafts_in_order on billing.drafts (tenant_id, month desc, id desc);
call billing.protect('drafts');
grant select, insert, update on billing.drafts to kontor_billing;

-- What reviewers decided (B3): who, when, why. Later decisions win; none is ever changed.
create table billing.reviews (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  line_key text not null,
  action text not null,
  reason text not null,
  by_id uuid not null,
  at timestamptz not null,
  seen_quantity numeric not null,
  seen_price numeric not null,
  seen_list_net numeric not null,
  currency text not null,
  constraint reviews_pk primary key (tenant_id, id),
  constraint reviews_action_known check (action in ('waive_shown', 'waive_hidden', 'restore'))
);
create index reviews_by_customer on billing.reviews (tenant_id, customer_id);
call billing.protect('reviews');
call billing.append_only('reviews');
grant select, insert on billing.reviews to kontor_billing;
