-- People. Nobody is deleted: logs and invoices name them.

create table identity.users (
  tenant_id uuid not null,
  id uuid not null,
  display_name text not null
    constraint users_display_name_length check (char_length(display_name) between 1 and 200),
  -- In lower case: one spelling, one account.
  email text not null constraint users_email_lower check (email = lower(email) and char_length(email) <= 254),
  roles text[] not null constraint users_roles_known check (cardinality(roles) > 0 and roles <@ array[
    'first_level', 'second_level', 'technician', 'dispatcher', 'accounting', 'management', 'house_admin',
    'integrator', 'operator']),
  language text not null constraint users_language_known check (language in ('de', 'en')),
  -- A PHC string of argon2id; null for those who never sign in with a password.
  password_hash text constraint users_password_hash_form check (password_hash like '$argon2id$%'),
  create_time timestamptz not null,
  disable_time timestamptz,
  -- The number of events told of the person.
  version int not null constraint users_version_positive check (version > 0),
  constraint users_pk primary key (tenant_id, id),
  constraint users_email_unique unique (tenant_id, email),
  constraint users_tenant_exists foreign key (tenant_id) references identity.tenants
);
call identity.protect('users');
grant select, insert on identity.users to kontor_identity;
grant update (password_hash, disable_time, version) on identity.users to kontor_identity;

-- Lists are read in this order (X4).
create index users_by_display_name on identity.users (tenant_id, display_name, id);

-- Turning a token into its principal goes across houses; the password's hash is never seen there.
call identity.open_to_feed('users');
grant select (tenant_id, id, display_name, roles, language, disable_time) on identity.users
  to kontor_identity_feed;
