-- Bearer tokens: sessions of people and API tokens of machines. Only digests are kept.

create table identity.tokens (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null constraint tokens_kind_known check (kind in ('session', 'api')),
  -- SHA-256 of the whole token.
  digest bytea not null constraint tokens_digest_sha256 check (octet_length(digest) = 32),
  -- Whose session it is, or who made the API token.
  user_id uuid not null,
  display_name text not null
    constraint tokens_display_name_length check (char_length(display_name) between 1 and 200),
  -- What an API token carries; a session carries what its person's roles hold at each call.
  permissions text[] not null,
  create_time timestamptz not null,
  expire_time timestamptz not null,
  end_time timestamptz,
  constraint tokens_pk primary key (tenant_id, id),
  -- A digest of 256 random bits: unique over all houses without telling anything of them.
  constraint tokens_digest_unique unique (digest),
  constraint tokens_user_exists foreign key (tenant_id, user_id) references identity.users (tenant_id, id),
  constraint tokens_permissions_of_api_only check ((kind = 'api') = (cardinality(permissions) > 0)),
  constraint tokens_end_after_beginning check (expire_time > create_time)
);
call identity.protect('tokens');
grant select, insert on identity.tokens to kontor_identity;
grant update (end_time) on identity.tokens to kontor_identity;

-- What ends with a person.
create index tokens_living_of_user on identity.tokens (tenant_id, user_id) where end_time is null;

call identity.open_to_feed('tokens');
grant select on identity.tokens to kontor_identity_feed;
