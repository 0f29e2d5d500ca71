//! Settings and accounts keep what the person chose.

use super::*;

#[tokio::test]
async fn settings_are_kept_field_by_field() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    let wanted = Settings {
        language: Language::De,
        codecs: vec!["pcma".to_owned()],
        ticket_desk: TicketDesk::RequestTracker {
            url: "https://rt.example.org".to_owned(),
            queue: "faults".to_owned(),
            ca_file: None,
            requestor: Some("uc@example.org".to_owned()),
            id_field: None,
            stages: [("wartet".to_owned(), "waiting-customer".to_owned())].into(),
        },
        ..Settings::default()
    };

    store.save_settings(wanted.clone()).await.unwrap();
    store.close().await;

    let store = Store::open(profile.path()).await.unwrap();
    assert_eq!(store.settings().await.unwrap(), wanted);
}

#[test]
fn every_ticket_desk_is_read_from_as_little_as_it_needs() {
    for (row, kind) in [
        (r#"{"kind":"file"}"#, "file"),
        (r#"{"kind":"request-tracker","url":"u","queue":"q"}"#, "request-tracker"),
        (r#"{"kind":"redmine","url":"u","project":"p"}"#, "redmine"),
        (r#"{"kind":"mail","server":"s","from":"a@b","security":"tls"}"#, "mail"),
        (r#"{"kind":"jira","url":"u","service-desk":"1","request-type":"2"}"#, "jira"),
        (r#"{"kind":"zammad","url":"u","group":"g"}"#, "zammad"),
        (r#"{"kind":"znuny","url":"u","web-service":"w","user":"c","queue":"q"}"#, "znuny"),
    ] {
        let (settings, unfit) = Settings::from_rows([("ticket-desk".to_owned(), row.to_owned())]);

        let read = serde_json::to_value(settings.ticket_desk).unwrap();

        assert!(unfit.is_empty() && read["kind"] == kind, "{row}: {read}");
    }
}

#[tokio::test]
async fn settings_of_a_later_version_and_unfit_ones_are_kept() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    let rows = "INSERT INTO setting VALUES ('hologram', '{\"depth\":3}'), ('theme', '\"sepia\"'),
                ('ring-volume-percent', '900'), ('input', 'not json')";
    execute(&store, rows).await;

    let read = store.settings().await.unwrap();
    assert_eq!(read, Settings::default());
    store.save_settings(Settings { language: Language::En, ..read }).await.unwrap();

    let kept = "SELECT count(*) FROM setting WHERE (key, value) IN (VALUES
                ('hologram', '{\"depth\":3}'), ('theme', '\"sepia\"'), ('language', '\"en\"'))";
    assert_eq!(count(&store, kept).await, 3);
}

#[tokio::test]
async fn accounts_keep_their_fields_and_the_order_in_which_they_came() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    for seed in 1..=3 {
        store.save_account(account(seed)).await.unwrap();
    }

    let mut plan = Plan::of_system("innovaphone");
    plan.set_code("pick-up", "*8{number}#").unwrap();
    let changed = Account { label: "Büro".to_owned(), wire: Wire::Tls, plan, ..account(1) };
    store.save_account(changed.clone()).await.unwrap();
    store.save_account(account(4)).await.unwrap();

    let kept = store.accounts().await.unwrap();
    assert_eq!(kept, [changed, account(2), account(3), account(4)]);
    store.remove_account(account(3).id).await.unwrap();
    assert!(matches!(store.remove_account(account(3).id).await, Err(StoreError::Missing)));
    assert_eq!(store.accounts().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_plan_that_cannot_be_read_costs_the_plan_and_not_the_account() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    let plan = Plan::of_system("innovaphone");
    store.save_account(Account { plan, ..account(1) }).await.unwrap();

    for damaged in ["", "{", "[]", r#"{"system":"none-such"}"#, r#"{"groups":"all"}"#] {
        let damaged = damaged.to_owned();
        store
            .ask(move |connection| {
                connection.execute("UPDATE account SET plan = ?1", [damaged])?;
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(store.accounts().await.unwrap(), [account(1)]);
    }
}
