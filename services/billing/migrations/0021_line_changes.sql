-- B3: all that reviewers may decide, beside waiving. Each sort has its own value, and only that.
alter table billing.reviews
  drop constraint reviews_action_known,
  add column draft_id uuid,
  add column line_text text not null default '',
  add column amount numeric,
  add column percent numeric,
  add column words text,
  add column until date,
  add column target_start date,
  add column target_end date,
  add column target_split text,
  add constraint reviews_action_known check (action in ('waive_shown', 'waive_hidden', 'restore', 'discount_amount',
    'discount_percent', 'reprice', 'reword', 'hold_back', 'move', 'cost_center')),
  add constraint reviews_value_of_action check (
    (amount is not null) = (action in ('discount_amount', 'reprice'))
    and (percent is not null) = (action = 'discount_percent')
    and (words is not null) = (action in ('reword', 'cost_center'))
    and (until is not null) = (action = 'hold_back')
    and (target_start is not null) = (action = 'move')
    and (target_end is not null) = (action = 'move')
    and (target_split is not null) = (action = 'move')),
  add constraint reviews_value_in_range check ((amount is null or amount >= 0) and (percent is null or (percent > 0 and percent <= 100))),
  add constraint reviews_person_unique unique (tenant_id, id, by_id);
create index reviews_in_order on billing.reviews (tenant_id, customer_id, at desc, id desc);

-- B3: the second person. The one who decided can never be the one who agrees: the key names both.
create table billing.review_verdicts (
  tenant_id uuid not null,
  review_id uuid not null,
  review_by uuid not null,
  agreed boolean not null,
  reason text not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint review_verdicts_pk primary key (tenant_id, review_id),
  constraint review_verdicts_review_fk foreign key (tenant_id, review_id, review_by)
    references billing.reviews (tenant_id, id, by_id),
  constraint review_verdicts_second_person check (not agreed or by_id <> review_by)
);
call billing.protect('review_verdicts');
call billing.append_only('review_verdicts');
grant select, insert on billing.review_verdicts to kontor_billing;
