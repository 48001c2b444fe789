-- What stands on an invoice stays as it was when it was issued, also when the work is corrected after a cancellation: what is
-- handed over for a period is the same however often it is asked for (GoBD, Z3). Unset for what was issued before.
alter table billing.frozen_entries
  add column version int,
  add column service_date date,
  add column saved bytea;
