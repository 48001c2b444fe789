//! Requests as the rules want them, or all that is wrong with them.

use super::words;
use crate::store::user::NewUser;
use jiff::{SignedDuration, Timestamp};
use kontor_access::Caller;
use kontor_identity_domain::{Email, Password, Permission, Permissions, Role, Slug};
use kontor_ids::{IdError, IdSource, UserId, Uuid};
use kontor_proto::identity::v1 as wire;
use kontor_status::{Problem, Result, Violations};

/// How long an API token holds when nothing is said, and at most.
const TOKEN_DEFAULT: SignedDuration = SignedDuration::from_hours(365 * 24);
const TOKEN_MOST: SignedDuration = SignedDuration::from_hours(730 * 24);

/// What the token shall be.
pub(crate) struct Wanted {
    pub(crate) maker: UserId,
    pub(crate) display_name: String,
    pub(crate) permissions: Permissions,
    pub(crate) create_time: Timestamp,
    pub(crate) expire_time: Timestamp,
}

/// A house to be founded.
pub(crate) struct NewTenant {
    pub(crate) slug: Slug,
    pub(crate) display_name: String,
    pub(crate) admin: NewUser,
    pub(crate) password: Password,
}

/// What a person types.
pub(crate) struct Typed {
    pub(crate) slug: Slug,
    pub(crate) email: Email,
    pub(crate) password: String,
}

/// A person to be added with a first password.
pub(crate) struct NewPerson {
    pub(crate) user: NewUser,
    pub(crate) password: Password,
}

/// A request's id.
pub(crate) fn request_id(violations: &mut Violations, id: &str) {
    let remedy = "give a fresh UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057";
    violations.require(id.parse::<Uuid>().is_ok(), "request_id", remedy);
}

/// A resource name.
pub(crate) fn name<T>(text: &str, read: impl Fn(&str) -> Result<T, IdError>) -> Result<T> {
    read(text).map_err(|e| Problem::field("name", e.to_string()))
}

/// A resource name together with a request's id.
pub(crate) fn named_write<T>(text: &str, id: &str, read: impl Fn(&str) -> Result<T, IdError>) -> Result<T> {
    let mut v = Violations::new();
    let named = v.take("name", read(text));
    request_id(&mut v, id);
    complete(v, named)
}

/// The value that is there when nothing is wrong.
fn complete<T>(violations: Violations, value: Option<T>) -> Result<T> {
    violations.finish()?;
    value.ok_or_else(|| Problem::internal("a request without violations is incomplete"))
}

/// What a person types to sign in.
pub(crate) fn typed(request: wire::SignInRequest) -> Result<Typed> {
    let mut v = Violations::new();
    let slug = v.take("tenant_slug", request.tenant_slug.trim().parse::<Slug>());
    let email = v.take("email", request.email.parse::<Email>());
    let fits = (1..=Password::MAX_BYTES).contains(&request.password.len());
    v.require(fits, "password", "give the password, at most 256 bytes");
    let typed = slug.zip(email).map(|(slug, email)| Typed { slug, email, password: request.password });
    complete(v, typed)
}

/// A person's fields and password; `at` and `secret` are the paths of both.
fn person(
    v: &mut Violations,
    ids: &dyn IdSource,
    (at, user): (&str, Option<&wire::User>),
    (secret, password): (&str, &str),
    slug: &str,
) -> Option<NewPerson> {
    let Some(user) = user else {
        v.add(at, "give the person");
        v.take(secret, Password::new(password, &[slug]));
        return None;
    };
    let display_name = v.text(&format!("{at}.display_name"), &user.display_name, 1, 200);
    let email = v.take(format!("{at}.email"), user.email.parse::<Email>());
    let roles = roles(v, &format!("{at}.roles"), &user.roles);
    let language = match user.language_code.as_str() {
        "" | "de" => "de",
        "en" => "en",
        _ => {
            v.add(format!("{at}.language_code"), "choose de or en");
            "de"
        }
    };
    let local = email.as_ref().and_then(|e| e.as_str().split('@').next()).unwrap_or_default();
    let password = v.take(secret, Password::new(password, &[local, slug]));
    let (email, password) = (email?, password?);
    let user = NewUser { id: UserId::new(ids), display_name, email, roles, language };
    Some(NewPerson { user, password })
}

fn roles(v: &mut Violations, field: &str, numbers: &[i32]) -> Vec<Role> {
    let mut roles = Vec::new();
    for number in numbers {
        match words::read_role(*number) {
            Some(role) if role.is_of_a_house() => roles.push(role),
            Some(_) => v.add(field, "the operator's role belongs to the installation: choose another"),
            None => v.add(field, "choose among the roles of kontor.identity.v1.Role"),
        }
    }
    v.require(!numbers.is_empty(), field, "give at least one role");
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// A house to be founded.
pub(crate) fn new_tenant(ids: &dyn IdSource, request: &wire::CreateTenantRequest) -> Result<NewTenant> {
    let mut v = Violations::new();
    let house = request.tenant.clone().unwrap_or_default();
    v.require(request.tenant.is_some(), "tenant", "give the house");
    let display_name = v.text("tenant.display_name", &house.display_name, 1, 200);
    let slug = v.take("tenant.slug", house.slug.parse::<Slug>());
    let secret = ("admin_password", request.admin_password.as_str());
    let admin = person(&mut v, ids, ("admin", request.admin.as_ref()), secret, &house.slug);
    if let Some(admin) = &admin {
        let keeps = admin.user.roles.contains(&Role::HouseAdmin);
        v.require(
            keeps,
            "admin.roles",
            "give the first person ROLE_HOUSE_ADMIN, so that someone can add others",
        );
    }
    request_id(&mut v, &request.request_id);
    let new = slug.zip(admin).map(|(slug, NewPerson { user, password })| NewTenant {
        slug,
        display_name,
        admin: user,
        password,
    });
    complete(v, new)
}

/// A person to be added to the house with this slug.
pub(crate) fn new_user(
    ids: &dyn IdSource,
    slug: &str,
    request: &wire::CreateUserRequest,
) -> Result<NewPerson> {
    let mut v = Violations::new();
    let secret = ("password", request.password.as_str());
    let new = person(&mut v, ids, ("user", request.user.as_ref()), secret, slug);
    request_id(&mut v, &request.request_id);
    complete(v, new)
}

/// An API token to be made by the caller.
pub(crate) fn wanted_token(
    caller: &Caller,
    now: Timestamp,
    request: &wire::CreateApiTokenRequest,
) -> Result<Wanted> {
    let Some(maker) = caller.user() else {
        return Err(Problem::Denied("token.write".to_owned()));
    };
    let mut v = Violations::new();
    let token = request.token.clone().unwrap_or_default();
    v.require(request.token.is_some(), "token", "give the token");
    let display_name = v.text("token.display_name", &token.display_name, 1, 200);
    let own: Permissions = Permission::ALL.iter().copied().filter(|p| caller.may(p.as_str())).collect();
    let asked = Permissions::of_token(token.permissions.iter().map(String::as_str), &own);
    let permissions = v.take("token.permissions", asked);
    let expire_time = match &token.expire_time {
        None => now + TOKEN_DEFAULT,
        Some(at) => words::read_time(at).unwrap_or(Timestamp::MIN),
    };
    let fits = expire_time > now && expire_time <= now + TOKEN_MOST;
    v.require(fits, "token.expire_time", "give an instant within the next 730 days, or none for 365 days");
    request_id(&mut v, &request.request_id);
    let wanted = permissions.map(|permissions| Wanted {
        maker,
        display_name,
        permissions,
        create_time: now,
        expire_time,
    });
    complete(v, wanted)
}
