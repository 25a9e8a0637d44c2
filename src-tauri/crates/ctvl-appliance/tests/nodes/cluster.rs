//! R7 and R8: what a restore does to a cluster, between real nodes.

use ctvl_appliance::cluster::{self, ClusterError, ConsoleError, JoinOrder, MemberState, Refusal};
use reqwest::StatusCode;
use serde_json::json;

use crate::world::{PASSWORD, USER, World, json_of, open};

use MemberState::{Active, OtherCluster, Stopped, Unreachable};

fn listed(expected: &[(&str, MemberState)]) -> Vec<(String, MemberState)> {
    expected.iter().map(|(name, state)| ((*name).to_owned(), *state)).collect()
}

fn refusal(error: ConsoleError) -> Box<Refusal> {
    match error {
        ConsoleError::Refused(refusal) => refusal,
        other => panic!("the node should have refused, not: {other}"),
    }
}

#[tokio::test]
async fn a_node_alone_is_a_cluster_of_one() {
    let world = World::new();
    let node = world.node("ctvl-1").await;
    let status = node.show().await;
    assert_eq!(node.members().await, listed(&[("ctvl-1", Active)]));
    assert!(status.members[0].this_node && status.stale().is_none());
    assert_eq!(status.members[0].member.address, node.appliance.address());
    assert_eq!(status.members[0].member.fingerprint, node.appliance.fingerprint());
}

#[tokio::test]
async fn three_nodes_share_one_list_and_the_joiners_have_the_clusters_data() {
    let world = World::new();
    let first = world.node("ctvl-1").await;
    let second = world.node_with("ctvl-2", |o| o.with_sample_data = false).await;
    let third = world.node_with("ctvl-3", |o| o.with_sample_data = false).await;
    first.store().open_data().unwrap().create_superuser("only-on-first", "", "Another-1!").unwrap();

    second.join(&first).await.expect("the second node joins the first");
    third.join(&second).await.expect("a node may join through any member");

    let everyone = listed(&[("ctvl-1", Active), ("ctvl-2", Active), ("ctvl-3", Active)]);
    for node in [&first, &second, &third] {
        assert_eq!(node.members().await, everyone, "{} sees all three", node.name);
        assert_eq!(node.show().await.cluster_id, first.show().await.cluster_id);
    }
    for node in [&second, &third] {
        let login = json!({"username": "only-on-first", "password": "Another-1!"});
        let answer = node.http.post(node.url("/api/api-token-auth/")).json(&login).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{} has the cluster's users", node.name);
        let leftovers = std::fs::read_dir(&node.data).unwrap().flatten().map(|e| e.file_name());
        let leftovers: Vec<_> = leftovers.filter(|n| n.to_string_lossy().contains("ing-")).collect();
        assert!(leftovers.is_empty(), "the copy that travelled is not left behind: {leftovers:?}");
    }
}

#[tokio::test]
async fn after_a_restore_nobody_can_join_until_the_node_is_removed() {
    let world = World::new();
    let first = world.node("ctvl-1").await;
    let second = world.node("ctvl-2").await;
    let third = world.node("ctvl-3").await;
    let archive = second.back_up().await;
    second.join(&first).await.expect("the second node joins");
    let cluster = first.show().await.cluster_id;

    second.restore(archive).await;

    assert_eq!(second.members().await, listed(&[("ctvl-2", Active)]), "R7: first node of a new cluster");
    assert_ne!(second.show().await.cluster_id, cluster, "R7: it is a new cluster");
    assert_eq!(
        first.members().await,
        listed(&[("ctvl-1", Active), ("ctvl-2", OtherCluster)]),
        "R8: the surviving node was not told and still lists it"
    );

    for (node, who) in [(&third, "a new node"), (&second, "the restored node itself")] {
        let refused = refusal(node.join(&first).await.expect_err("R8: nobody joins"));
        assert_eq!(refused.code, "stale_member", "{who}: {}", refused.detail);
        assert_eq!(refused.node.as_deref(), Some("ctvl-2"), "{who} is told which node is stale");
        assert!(
            refused.detail.contains("cluster remove ctvl-2"),
            "{who} is told the cure: {}",
            refused.detail
        );
        assert_eq!(node.show().await.members.len(), 1, "{who} is still alone");
    }

    let removed = cluster::remove(&first.store(), "ctvl-2").await.expect("the cure works");
    assert_eq!(removed.name, "ctvl-2");
    assert_eq!(second.members().await, listed(&[("ctvl-2", Active)]), "its new cluster is not touched");
    third.join(&first).await.expect("new nodes join again");
    second.join(&first).await.expect("so does the restored one");
    let everyone = listed(&[("ctvl-1", Active), ("ctvl-2", Active), ("ctvl-3", Active)]);
    assert_eq!(first.members().await, everyone);
}

#[tokio::test]
async fn a_lost_node_blocks_joins_as_well() {
    let world = World::new();
    let first = world.node("ctvl-1").await;
    let second = world.node("ctvl-2").await;
    let third = world.node("ctvl-3").await;
    second.join(&first).await.unwrap();
    second.appliance.shutdown().await;

    assert_eq!(first.members().await, listed(&[("ctvl-1", Active), ("ctvl-2", Unreachable)]));
    let refused = refusal(third.join(&first).await.expect_err("R8"));
    assert_eq!((refused.code.as_str(), refused.node.as_deref()), ("stale_member", Some("ctvl-2")));

    cluster::remove(&first.store(), "ctvl-2").await.unwrap();
    third.join(&first).await.expect("it is removed, so others may join");

    // The stopped node has missed all of this. Its own list is old, and asking is how it finds out.
    let stopped = open(&world.path("ctvl-2"));
    let status = cluster::show(&stopped, Stopped).await.unwrap();
    let states: Vec<_> = status.members.iter().map(|m| (m.member.name.clone(), m.state)).collect();
    assert_eq!(states, listed(&[("ctvl-1", MemberState::Failing), ("ctvl-2", Stopped)]));
}

#[tokio::test]
async fn a_removed_node_that_runs_is_the_first_of_a_new_cluster_and_keeps_its_data() {
    let world = World::new();
    let first = world.node("ctvl-1").await;
    let second = world.node("ctvl-2").await;
    let third = world.node("ctvl-3").await;
    second.join(&first).await.unwrap();
    third.join(&first).await.unwrap();

    cluster::remove(&second.store(), "ctvl-3").await.expect("any member may remove another");

    let two = listed(&[("ctvl-1", Active), ("ctvl-2", Active)]);
    assert_eq!(first.members().await, two, "the change reached the other member");
    assert_eq!(second.members().await, two);
    assert_eq!(third.members().await, listed(&[("ctvl-3", Active)]));
    third.token().await;
    third.join(&first).await.expect("it may come back");
}

#[tokio::test]
async fn what_cannot_join_is_told_why_and_nothing_changes() {
    let world = World::new();
    let first = world.node("ctvl-1").await;
    let old = world.node_with("old", |o| o.version = "2.8.5".into()).await;
    let twin = world.node_with("twin", |o| o.name = "ctvl-1".into()).await;
    for (node, code) in [(&old, "older_version"), (&twin, "name_taken")] {
        let refused = refusal(node.join(&first).await.expect_err(code));
        assert_eq!(refused.code, code, "{}", refused.detail);
    }

    first.store().open_data().unwrap().register_key("only-here").unwrap();
    let elsewhere = world.node_with("elsewhere", |o| o.keys.0 = world.path("other-keys")).await;
    let refused = refusal(elsewhere.join(&first).await.expect_err("a key is missing"));
    assert_eq!(refused.code, "keys_missing", "{}", refused.detail);
    assert!(refused.detail.contains("only-here"), "the key is named: {}", refused.detail);

    let second = world.node("ctvl-2").await;
    let third = world.node("ctvl-3").await;
    third.join(&second).await.unwrap();
    let refused = refusal(third.join(&first).await.expect_err("one cluster at a time"));
    assert_eq!(refused.code, "in_a_cluster", "{}", refused.detail);
    assert_eq!(first.members().await, listed(&[("ctvl-1", Active)]), "nobody has got in");
}

#[tokio::test]
async fn the_wrong_login_or_certificate_stops_a_join_before_anything_is_sent() {
    let world = World::new();
    let first = world.node("ctvl-1").await;
    let second = world.node("ctvl-2").await;
    let order = JoinOrder {
        address: first.appliance.address(),
        fingerprint: first.appliance.fingerprint(),
        user: USER.into(),
        password: "wrong".into(),
    };
    let refused = refusal(second.console().await.join(&order).await.expect_err("wrong password"));
    assert_eq!(refused.code, "login", "{}", refused.detail);

    let order = JoinOrder { fingerprint: second.appliance.fingerprint(), password: PASSWORD.into(), ..order };
    let refused = refusal(second.console().await.join(&order).await.expect_err("wrong certificate"));
    assert_eq!(refused.code, "other_certificate", "{}", refused.detail);
    assert_eq!(first.members().await, listed(&[("ctvl-1", Active)]));
    assert_eq!(second.members().await, listed(&[("ctvl-2", Active)]));
}

#[tokio::test]
async fn a_member_with_a_new_certificate_tells_the_others() {
    let world = World::new();
    let first = world.node("ctvl-1").await;
    let second = world.node("ctvl-2").await;
    second.join(&first).await.unwrap();
    let before = second.appliance.fingerprint();
    let after = second.console().await.renew_certificate().await.expect("gencert works on a running node");
    assert_ne!(before, after);
    let status = first.show().await;
    assert!(status.stale().is_none(), "the others have the new fingerprint: {status:?}");
    assert_eq!(status.members[1].member.fingerprint, after);
}

#[tokio::test]
async fn strangers_get_nothing_from_the_routes_between_nodes() {
    let world = World::new();
    let node = world.node("ctvl-1").await;
    for path in ["/api/cluster/status", "/api/cluster/snapshot"] {
        for (cluster, secret) in [(None, None), (Some(node.show().await.cluster_id), Some("guess"))] {
            let mut request = node.http.get(node.url(path)).header("x-ctvl-node", "somebody");
            if let (Some(cluster), Some(secret)) = (cluster, secret) {
                request = request.header("x-ctvl-cluster", cluster).header("x-ctvl-cluster-secret", secret);
            }
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
            assert_eq!(json_of(answer).await["code"], "not_a_member", "{path}");
        }
    }
    let applicant = &node.show().await.members[0].member;
    let answer = node.http.post(node.url("/api/cluster/join")).json(applicant).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "asking to join takes a login");
    for path in ["/console/", "/console/faults"] {
        let answer = node.http.get(node.url(path)).header("x-ctvl-console", "guess").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path} does not even exist for strangers");
    }
    let alone = cluster::remove(&node.store(), "ctvl-1").await.expect_err("a node does not remove itself");
    assert!(matches!(alone, ClusterError::ThisNode { .. }), "{alone}");
}
