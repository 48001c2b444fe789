-- What records may be found by, one row for each word: made by triggers from the records themselves, so that it is
-- right after every change, import and merge. Takes the place of search_keys, which a later migration drops.
--
-- Words are found by equality or by their beginning; ends of phone and serial numbers by the beginning of the reversed
-- text. The collation makes beginnings ranges. Only comparisons may run before the row-level check: patterns and
-- trigrams may not, and an index for them would never be used by a house's search.

create table contract.search_terms (
  tenant_id uuid not null,
  term text collate "C" not null constraint search_terms_length check (char_length(term) between 1 and 260),
  -- 1 phone, 2 mail, 3 asset, 4 customer, 5 person, 6 site: the order in which equally good matches are shown;
  -- 11 the reversed digits of a phone number, 13 a reversed serial number.
  kind smallint not null constraint search_terms_kind_known check (kind in (1, 2, 3, 4, 5, 6, 11, 13)),
  -- Where the word comes from; it leads to what that was merged into.
  record_id uuid not null,
  customer_id uuid not null,
  contact_id uuid,
  asset_id uuid,
  site_id uuid,
  constraint search_terms_pk primary key (tenant_id, term, kind, record_id)
);
call contract.protect('search_terms');
grant select, insert, delete on contract.search_terms to kontor_contract;
create index search_terms_of_record on contract.search_terms (tenant_id, record_id);

-- One spelling for all: lower case, ae for ä, ss for ß, no accents, single spaces.
create function contract.folded(word text) returns text language sql immutable parallel safe
set search_path = pg_catalog as $$
  select btrim(regexp_replace(regexp_replace(normalize(
    replace(replace(replace(replace(lower(normalize(word, NFC)), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'),
    NFD), U&'[\0300-\036F]', '', 'g'), '\s+', ' ', 'g'))
$$;

-- A text as a whole and each word of it of two characters or more, folded.
create function contract.words(content text) returns setof text language sql immutable
set search_path = pg_catalog as $$
  select left(f.whole, 260) from (select contract.folded(content)) f (whole) where f.whole <> ''
  union
  select left(w, 260)
  from (select contract.folded(content)) f (whole), regexp_split_to_table(f.whole, '[^[:alnum:]]+') w
  where char_length(w) >= 2
$$;

create function contract.index_customers(ids uuid[]) returns void language sql set search_path = pg_catalog as $$
  delete from contract.search_terms where record_id = any(ids);
  insert into contract.search_terms (tenant_id, term, kind, record_id, customer_id)
  select distinct c.tenant_id, w, 4, c.id, coalesce(c.merged_into, c.id)
  from contract.customers c, unnest(array[c.number, c.display_name]) t, contract.words(t) w
  where c.id = any(ids);
$$;

create function contract.index_contacts(ids uuid[]) returns void language sql set search_path = pg_catalog as $$
  delete from contract.search_terms where record_id = any(ids);
  insert into contract.search_terms (tenant_id, term, kind, record_id, customer_id, contact_id)
  select distinct c.tenant_id, w.term, w.kind, c.id, c.customer_id, coalesce(c.merged_into, c.id)
  from contract.contacts c, lateral (
    select w, 5 from unnest(array[c.number, c.display_name]) t, contract.words(t) w
    union all select p, 1 from unnest(c.phones) p
    union all select reverse(substr(p, 2)), 11 from unnest(c.phones) p
    union all select left(contract.folded(m), 260), 2 from unnest(c.emails) m
  ) w (term, kind)
  where c.id = any(ids);
$$;

create function contract.index_sites(ids uuid[]) returns void language sql set search_path = pg_catalog as $$
  delete from contract.search_terms where record_id = any(ids);
  insert into contract.search_terms (tenant_id, term, kind, record_id, customer_id, site_id)
  select distinct s.tenant_id, w, 6, s.id, s.customer_id, s.id
  from contract.sites s, unnest(array[s.number, s.display_name, s.street, s.city, s.postal_code]) t,
    contract.words(t) w
  where s.id = any(ids);
$$;

create function contract.index_assets(ids uuid[]) returns void language sql set search_path = pg_catalog as $$
  delete from contract.search_terms where record_id = any(ids);
  insert into contract.search_terms (tenant_id, term, kind, record_id, customer_id, asset_id)
  select distinct a.tenant_id, w.term, w.kind, a.id, a.customer_id, coalesce(a.merged_into, a.id)
  from contract.assets a, lateral (
    select w, 3 from unnest(array[a.number, a.display_name, a.serial_number]) t, contract.words(t) w
    union all select left(contract.folded(a.host_name), 260), 3 where contract.folded(a.host_name) <> ''
    union all select reverse(left(contract.folded(a.serial_number), 260)), 13 where contract.folded(a.serial_number) <> ''
  ) w (term, kind)
  where a.id = any(ids);
$$;

create function contract.index_new() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  execute format('select contract.index_%s($1)', tg_table_name) using array(select n.id from new_rows n);
  return null;
end $$;

create function contract.index_changed() returns trigger language plpgsql set search_path = pg_catalog as $$
declare ids uuid[];
begin
  ids := array(select n.id from new_rows n join old_rows o on o.tenant_id = n.tenant_id and o.id = n.id
    where n.version <> o.version);
  if ids <> '{}' then
    execute format('select contract.index_%s($1)', tg_table_name) using ids;
  end if;
  return null;
end $$;

do $$
declare name text;
begin
  foreach name in array array['customers', 'contacts', 'sites', 'assets'] loop
    execute format('create trigger index_new after insert on contract.%I referencing new table as new_rows
      for each statement execute function contract.index_new()', name);
    execute format('create trigger index_changed after update on contract.%I
      referencing old table as old_rows new table as new_rows
      for each statement execute function contract.index_changed()', name);
    execute format('alter table contract.%I no force row level security', name);
  end loop;
end $$;
alter table contract.search_terms no force row level security;
select contract.index_customers(array(select id from contract.customers));
select contract.index_contacts(array(select id from contract.contacts));
select contract.index_sites(array(select id from contract.sites));
select contract.index_assets(array(select id from contract.assets));
alter table contract.customers force row level security;
alter table contract.contacts force row level security;
alter table contract.sites force row level security;
alter table contract.assets force row level security;
alter table contract.search_terms force row level security;
