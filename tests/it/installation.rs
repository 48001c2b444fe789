//! An installation in a folder of its own.

use kontor::client::{Door, GrpcDoor, RestDoor};
use kontor::house::{House, HouseOptions};
use kontor::seed;
use kontor::tour::House as Address;
use kontor_ids::{IdSource as _, RandomIds};
use std::path::PathBuf;

pub(crate) struct Installation {
    pub(crate) house: House,
    pub(crate) address: Address,
    folder: PathBuf,
}

impl Installation {
    /// Opens one with the demo house in it.
    pub(crate) async fn open() -> Self {
        let folder = std::env::temp_dir().join(format!("kontor-it-{}", RandomIds.uuid().simple()));
        let options = HouseOptions { data: folder.clone(), listen: "127.0.0.1:0".to_owned(), private: true };
        let house = House::open(options).await.unwrap_or_else(|e| panic!("{e}"));
        let address = Address { slug: seed::SLUG.to_owned(), password: seed::PASSWORD.to_owned() };
        let this = Self { house, address, folder };
        seed::found(&this.grpc(), this.operator()).await.unwrap();
        seed::fill(&this.grpc(), &this.address).await.unwrap();
        this
    }

    pub(crate) fn operator(&self) -> &str {
        self.house.operator_token().expect("the first start tells the operator's token")
    }

    pub(crate) fn grpc(&self) -> Door {
        Door::Grpc(GrpcDoor::new(&self.house.url()).unwrap())
    }

    pub(crate) fn rest(&self) -> Door {
        Door::Rest(Box::new(RestDoor::new(&self.house.url())))
    }

    pub(crate) async fn close(self) {
        self.house.close().await.unwrap();
        std::fs::remove_dir_all(self.folder).unwrap();
    }
}
