-- Protobuf fields as bytes. An encoded message followed by further encoded fields is the encoding of the message with
-- those fields: so one statement can give a number, link a digest and store the answer and the event that carry them.

create function ticket.varint(value bigint) returns bytea
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  rest bigint := value;
  bytes bytea := '';
begin
  while rest > 127 loop
    bytes := bytes || set_byte('\x00', 0, ((rest & 127) | 128)::int);
    rest := rest >> 7;
  end loop;
  return bytes || set_byte('\x00', 0, rest::int);
end $$;

-- A field with a number that is not negative.
create function ticket.proto_int(field int, value bigint) returns bytea
language sql immutable strict parallel safe as $$
  select ticket.varint(field::bigint << 3) || ticket.varint(value)
$$;

-- A field with bytes.
create function ticket.proto_bytes(field int, value bytea) returns bytea
language sql immutable strict parallel safe as $$
  select ticket.varint((field::bigint << 3) | 2) || ticket.varint(octet_length(value)) || value
$$;

-- A field with a text.
create function ticket.proto_text(field int, value text) returns bytea
language sql immutable strict parallel safe as $$
  select ticket.proto_bytes(field, convert_to(value, 'UTF8'))
$$;

-- The digest of a log entry: SHA-256 over the digest before it (32 zeros before the first) and the entry's canonical
-- bytes, which end with the field of its sequence: a length of 4 in 8 bytes, then the number in 4 bytes.
create function ticket.link(before bytea, content bytea, sequence int) returns bytea
language sql immutable strict parallel safe as $$
  select sha256(before || content || '\x0000000000000004'::bytea || int4send(sequence))
$$;
