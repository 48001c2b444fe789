-- What a caller may be known by, one row for each key: E.164 numbers, mail addresses, names, serial and host names,
-- numbers and words, all in lower case. Found by equality or by prefix. The collation makes prefixes ranges, and its
-- comparisons may run before the row-level check, so that the index serves one house's search.

create table contract.search_keys (
  tenant_id uuid not null,
  key text collate "C" not null constraint search_keys_key_length check (char_length(key) between 1 and 260),
  -- 1 phone, 2 mail, 3 asset, 4 customer, 5 person: the order in which equally good matches are shown.
  kind smallint not null constraint search_keys_kind_known check (kind between 1 and 5),
  customer_id uuid not null,
  contact_id uuid,
  asset_id uuid,
  constraint search_keys_unique unique nulls not distinct (tenant_id, key, kind, customer_id, contact_id, asset_id),
  constraint search_keys_customer_fk foreign key (tenant_id, customer_id)
    references contract.customers (tenant_id, id),
  constraint search_keys_contact_fk foreign key (tenant_id, customer_id, contact_id)
    references contract.contacts (tenant_id, customer_id, id),
  constraint search_keys_asset_fk foreign key (tenant_id, customer_id, asset_id)
    references contract.assets (tenant_id, customer_id, id)
);
call contract.protect('search_keys');
grant select, insert, delete on contract.search_keys to kontor_contract;
create index search_keys_of_customer on contract.search_keys (tenant_id, customer_id) where kind = 4;
