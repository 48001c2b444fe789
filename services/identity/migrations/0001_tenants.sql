-- The houses of the installation. A house's row is its own tenant's; the slug is unique over all of them, since
-- people type it before anyone knows who they are.

create table identity.tenants (
  tenant_id uuid not null,
  slug text not null constraint tenants_slug_form check (slug ~ '^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$'),
  display_name text not null
    constraint tenants_display_name_length check (char_length(display_name) between 1 and 200),
  create_time timestamptz not null,
  constraint tenants_pk primary key (tenant_id),
  constraint tenants_slug_unique unique (slug)
);
call identity.protect('tenants');
grant select, insert on identity.tenants to kontor_identity;

-- Signing in begins with the slug: found across houses.
call identity.open_to_feed('tenants');
grant select (tenant_id, slug) on identity.tenants to kontor_identity_feed;
