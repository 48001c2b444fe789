//! Reports as files for people: by whatever they are summed, named, in the caller's language.

use crate::reports::{march, rate, table};
use crate::world::{World, amount};
use kontor_ids::{AssetId, RandomIds};
use kontor_proto::access::v1::RequestContext;
use kontor_proto::billing::v1::report_service_client::ReportServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::timetracking::v1::TimeEntrySaved;

/// A file as someone of the management reads it.
async fn file(world: &World, language: &str, by: ProfitDimension, format: ReportFormat) -> ReportFile {
    let context = RequestContext {
        tenant_id: world.house.tenant().to_string(),
        principal: world.house.user().resource_name(),
        permissions: vec!["report.read".into()],
        language_code: language.into(),
        ..RequestContext::default()
    };
    let request = GetProfitabilityFileRequest {
        period: march(),
        by: by.into(),
        customer: String::new(),
        format: format.into(),
    };
    let mut reports = ReportServiceClient::new(world.house.peer_in("billing", context));
    reports.get_profitability_file(request).await.unwrap().into_inner()
}

async fn lines(world: &World, language: &str, by: ProfitDimension) -> Vec<String> {
    let csv = file(world, language, by, ReportFormat::Csv).await;
    let text = String::from_utf8(csv.content).unwrap();
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

async fn picture(world: &World, language: &str, by: ProfitDimension) -> String {
    String::from_utf8(file(world, language, by, ReportFormat::Svg).await.content).unwrap()
}

#[tokio::test]
async fn b10_x5_reports_are_files_too_in_the_callers_language() {
    let world = World::open().await;
    rate(&world, "", "50.00").await;
    world.owing().await;
    let german = lines(&world, "de", ProfitDimension::Month).await;
    assert!(german[0].starts_with("\u{feff}Schlüssel;Name;Stunden;Arbeit EUR"), "{german:?}");
    assert_eq!(german[1], "2026-03;\"\";1,00;120,00;0,00;120,00;50,00;70,00;120,00;0,00;0,00");
    assert!(german[2].starts_with("Summe;\"\";1,00;120,00"), "{german:?}");
    let english = lines(&world, "en", ProfitDimension::Month).await;
    assert!(english[0].starts_with("\u{feff}Key;Name;Hours;Work EUR"), "{english:?}");
    assert_eq!(english[1], "2026-03;\"\";1.00;120.00;0.00;120.00;50.00;70.00;120.00;0.00;0.00");
    assert!(english[2].starts_with("Total;\"\";1.00;120.00"), "{english:?}");
    assert_eq!(english[0].split(';').count(), german[0].split(';').count());
    let (de, en) = (
        picture(&world, "de", ProfitDimension::Month).await,
        picture(&world, "en", ProfitDimension::Month).await,
    );
    assert!(de.starts_with("<svg") && de.contains(">Erlös und Kosten<") && de.contains(">70,00<"), "{de}");
    assert!(en.contains(">Revenue and cost<") && en.contains(">70.00<") && !en.contains("Erlös"), "{en}");
    let file = file(&world, "en", ProfitDimension::Month, ReportFormat::Svg).await;
    assert_eq!((file.media_type.as_str(), file.file_name.as_str()), ("image/svg+xml", "profitability.svg"));
    world.house.close().await;
}

#[tokio::test]
async fn b10_profitability_by_the_class_that_the_asset_had_with_the_names_that_people_know() {
    let mut world = World::open().await;
    let identity = world.people().await;
    rate(&world, "", "50.00").await;
    let party = world.party().await;
    let asset = AssetId::new(&RandomIds).resource_name();
    world.contract.classify(world.house.tenant(), &asset, "server");
    let on = |after_nine, seconds| TimeEntrySaved {
        asset: asset.clone(),
        ..party.worked("project", after_nine, seconds)
    };
    let work = on(0, 3_600);
    world.save(&work).await;
    world.save(&party.worked("project", 7_200, 900)).await;
    // What the asset becomes later changes nothing of the work that is told already.
    world.contract.classify(world.house.tenant(), &asset, "printer");
    world.save(&on(10_800, 1_800)).await;
    let seen = table(&world, ProfitDimension::AssetClass).await;
    let rows: Vec<(&str, &str)> =
        seen.rows.iter().map(|row| (row.key.as_str(), amount(&row.margin))).collect();
    assert_eq!(rows, [("", "17.50"), ("printer", "35.00"), ("server", "70.00")]);
    assert_eq!(Some(&seen.total), Some(&table(&world, ProfitDimension::Customer).await.total));
    let csv = lines(&world, "en", ProfitDimension::AssetClass).await;
    assert!(csv[3].starts_with("server;\"\";1.00;120.00;"), "{csv:?}");
    let svg = picture(&world, "en", ProfitDimension::AssetClass).await;
    assert!(svg.contains(">server<") && svg.contains(">not assigned<"), "{svg}");
    // Whoever reads it finds names, not ids.
    identity.hire(world.house.tenant(), &work.technician, "=Anna Weiß").await;
    let named = async |by| {
        let rows = table(&world, by).await.rows;
        rows.into_iter().map(|row| row.display_name).filter(|name| !name.is_empty()).collect::<Vec<_>>()
    };
    let heard = async || named(ProfitDimension::Technician).await == ["=Anna Weiß"];
    world.house.eventually("the name", heard).await;
    world.draft(&party).await;
    assert_eq!(named(ProfitDimension::Customer).await, ["Muster GmbH"]);
    assert_eq!(named(ProfitDimension::Contract).await, ["W-1017"]);
    let csv = lines(&world, "de", ProfitDimension::Technician).await.join("\n");
    assert!(csv.contains(&format!("{};\"'=Anna Weiß\";1,00", work.technician)), "no formula: {csv}");
    assert!(picture(&world, "de", ProfitDimension::Customer).await.contains(">Muster GmbH<"));
    world.house.close().await;
}
