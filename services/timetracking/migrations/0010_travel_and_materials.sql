-- The way to the customer and what was used there (T1), kept with every version.
alter table timetracking.entries
  add column travel_zone text not null default '',
  add column travel_visit text not null default '',
  add column travel_seconds int not null default 0,
  add column travel_kilometers int not null default 0,
  -- [{article, text, quantity, unit, unit_price?, currency?}], numbers as text.
  add column materials jsonb not null default '[]',
  add constraint entries_travel_of_a_day check (travel_seconds between 0 and 86400),
  add constraint entries_kilometers_fit check (travel_kilometers between 0 and 2000),
  add constraint entries_materials_listed check (jsonb_typeof(materials) = 'array');
alter table timetracking.entry_versions
  add column travel_zone text not null default '',
  add column travel_visit text not null default '',
  add column travel_seconds int not null default 0,
  add column travel_kilometers int not null default 0,
  add column materials jsonb not null default '[]',
  add constraint entry_versions_materials_listed check (jsonb_typeof(materials) = 'array');
alter table timetracking.timers
  add column travel_zone text not null default '',
  add column travel_visit text not null default '',
  add column travel_seconds int not null default 0,
  add column travel_kilometers int not null default 0;
