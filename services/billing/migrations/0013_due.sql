-- The first day on which the calendar changes something about a customer though nobody works: a lot begins or expires,
-- a fee falls due (R5, R9). Found across houses by the feed role.
-- Whoever was rated before this was kept is looked at once.
alter table billing.customers add column due_on date default date '2000-01-01';
create index customers_due on billing.customers (due_on) where due_on is not null;
call billing.open_to_feed('customers');
grant select (tenant_id, id, due_on) on billing.customers to kontor_billing_feed;
