-- R9: what a claimed line came to, before and after goodwill: what a fee that changed after its invoice is settled by.
-- Unset for what was issued before; that is never settled by itself.
alter table billing.claims add column list_net numeric;
alter table billing.claims add column net numeric;
alter table billing.claims add constraint claims_amounts_together check ((list_net is null) = (net is null));
