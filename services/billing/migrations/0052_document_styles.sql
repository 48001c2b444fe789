-- How the house's documents look: logo, colour, texts. Earlier ones are kept: what was printed with them stays explained.
create table billing.document_styles (
  tenant_id uuid not null,
  version int not null,
  style bytea not null,
  by_id uuid not null,
  at timestamptz not null,
  constraint document_styles_pk primary key (tenant_id, version)
);
call billing.protect('document_styles');
call billing.append_only('document_styles');
grant select, insert on billing.document_styles to kontor_billing;
