-- The e-mail address by which Cloudflare Access and OpenID Connect know a person, in lower case.
alter table editors add column email text check (email = lower(email));
create unique index editors_by_email on editors (email);

-- When an administrator took back a sign-in link that nobody had used.
alter table sign_in_links add column revoked_at integer;

-- Passkeys (WebAuthn): public keys with which a person signs in.
create table passkeys (
  id text primary key,
  editor_id text not null references editors (id),
  credential_id text not null unique,
  public_key text not null,
  algorithm text not null check (algorithm in ('ES256', 'RS256')),
  counter integer not null,
  name text not null,
  created_at integer not null,
  last_used_at integer
) strict;

create index passkeys_by_editor on passkeys (editor_id, created_at);

-- Challenges that wait for the answer of a passkey, each for one answer. Their secrets are stored as SHA-256.
create table passkey_challenges (
  hash text primary key,
  editor_id text,
  expires_at integer not null
) strict;

create index passkey_challenges_by_end on passkey_challenges (expires_at);
