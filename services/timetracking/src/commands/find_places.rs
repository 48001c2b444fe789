//! Which asset a remote session was on, by the host or asset that its log names (N4).

use kontor_access::Caller;
use kontor_ids::AssetId;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::{Asset, LookupCallerRequest};
use kontor_service::Peer;
use std::collections::{BTreeMap, BTreeSet};

/// A log names at most so many places that are looked up; more belong to no house's week.
const MOST: usize = 200;

/// The asset of each place that means exactly one. A place that cannot be looked up is left out: its sessions become
/// proposals without a ticket, as those of unknown places do.
pub(super) async fn assets(
    contract: &Peer,
    caller: &Caller,
    places: &BTreeSet<String>,
) -> BTreeMap<String, AssetId> {
    // On its own behalf: who imports a log need not be one who looks callers up, and sees no more than the ticket.
    let mut client = CoverageServiceClient::new(contract.on_own_behalf(caller.tenant()));
    let mut found = BTreeMap::new();
    for place in places.iter().filter(|place| (2..=100).contains(&place.chars().count())).take(MOST) {
        let answer = match client.lookup_caller(LookupCallerRequest { query: place.clone() }).await {
            Ok(answer) => answer.into_inner(),
            Err(status) => {
                tracing::warn!(code = ?status.code(), "sessions are proposed without looking their hosts up");
                break;
            }
        };
        let meant = answer.matches.into_iter().filter_map(|matched| matched.asset);
        let meant: BTreeSet<AssetId> = meant
            .filter(|asset| is_called(asset, place))
            .filter_map(|asset| AssetId::from_resource_name(&asset.name).ok())
            .collect();
        if let [asset] = meant.iter().collect::<Vec<_>>()[..] {
            found.insert(place.clone(), *asset);
        }
    }
    found
}

/// Whether the asset is called so: not one that only begins alike. A host name counts with and without its domain.
fn is_called(asset: &Asset, place: &str) -> bool {
    let short = asset.host_name.split('.').next().unwrap_or_default();
    [asset.host_name.as_str(), short, &asset.display_name, &asset.serial_number, &asset.number]
        .iter()
        .any(|name| !name.is_empty() && name.eq_ignore_ascii_case(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n4_a_place_is_an_asset_only_by_its_whole_name() {
        let asset = Asset {
            display_name: "Fileserver".into(),
            host_name: "srv-02.muster.example".into(),
            ..Asset::default()
        };
        for place in ["SRV-02", "srv-02.muster.example", "fileserver"] {
            assert!(is_called(&asset, place), "{place}");
        }
        for place in ["SRV-0", "srv-02.other.example", "muster", ""] {
            assert!(!is_called(&asset, place), "{place}");
        }
    }
}
