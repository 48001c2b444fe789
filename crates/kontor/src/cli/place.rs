//! Where the house is and who enters it: what all commands of a client share.

use crate::client::{Door, GrpcDoor, RestDoor};
use crate::seed;
use crate::tour::House;
use clap::{Args, ValueEnum};
use std::error::Error;

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Over {
    /// gRPC
    Grpc,
    /// REST/JSON
    Rest,
}

/// Where the gateway is and who knocks.
#[derive(Args)]
pub(super) struct Place {
    /// The gateway
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// How to talk to it
    #[arg(long, value_enum, default_value = "grpc")]
    over: Over,
    /// The house's short name
    #[arg(long, default_value = seed::SLUG)]
    house: String,
    /// The password of its people; better in the environment than here
    #[arg(long, env = "KONTOR_PASSWORD", default_value = seed::PASSWORD, hide_env_values = true)]
    password: String,
}

/// A place and who enters it.
#[derive(Args)]
pub(super) struct Entry {
    #[command(flatten)]
    place: Place,
    /// Who signs in: an e-mail address of the house
    #[arg(long, default_value = "management")]
    person: String,
}

impl Entry {
    pub(super) async fn door(&self) -> Result<Door, Box<dyn Error>> {
        Ok(seed::sign_in(&self.place.door()?, &self.place.house(), &self.person).await?)
    }
}

impl Place {
    pub(super) fn door(&self) -> Result<Door, Box<dyn Error>> {
        Ok(match self.over {
            Over::Grpc => Door::Grpc(GrpcDoor::new(&self.url)?),
            Over::Rest => Door::Rest(Box::new(RestDoor::new(&self.url))),
        })
    }

    pub(super) fn house(&self) -> House {
        House { slug: self.house.clone(), password: self.password.clone() }
    }
}
