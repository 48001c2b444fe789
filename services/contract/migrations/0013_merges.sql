-- What moves when duplicates become one. Records that belong to a customer change hands in one statement, and nothing
-- else of what is append-only changes.

grant update (customer_id) on contract.contracts to kontor_contract;

-- The old search keys would hold contacts and assets where they are.
alter table contract.search_keys drop constraint search_keys_contact_fk;
alter table contract.search_keys drop constraint search_keys_asset_fk;
