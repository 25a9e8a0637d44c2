//! A restored node leaves its cluster without telling anybody; who stays takes nobody in until it is removed there (R7, R8).

use ctvl_appliance::cluster::{self, Console, ConsoleError, JoinOrder, MemberState};
use ctvl_engine::aftermath::TaskKind;
use ctvl_engine::restore::{
    Ask, ClusterFacts, Confirmation, ConfirmationProblem, RestoreError, RestoreState, SignInAfter,
};
use ctvl_engine::{Credential, EngineError};
use ctvl_tests::{CARD, Node, PASSWORD, USER, World, confirmed, ends};

async fn join(node: &Node, member: &Node) -> Result<(), ConsoleError> {
    let data = &node.appliance.state().options().data;
    let order = JoinOrder {
        address: member.appliance.address(),
        fingerprint: member.appliance.fingerprint(),
        user: USER.into(),
        password: PASSWORD.into(),
    };
    Console::of(data).await.expect("a running appliance has a console").join(&order).await.map(drop)
}

/// `name: state` of every member that this node lists.
async fn members(node: &Node) -> Vec<(String, MemberState)> {
    let store = node.appliance.state().node_store();
    let status = cluster::show(&store, MemberState::Active).await.expect("the cluster can be shown");
    status.members.into_iter().map(|member| (member.member.name, member.state)).collect()
}

fn listed(expected: &[(&str, MemberState)]) -> Vec<(String, MemberState)> {
    expected.iter().map(|(name, state)| ((*name).to_owned(), *state)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_before_and_after_a_restore_of_one_of_two_nodes() {
    use MemberState::{Active, OtherCluster};
    let world = World::new();
    let (stays, restored) = (world.appliance("ctvl-1").await, world.appliance("ctvl-2").await);
    join(&restored, &stays).await.expect("two nodes make a cluster");
    let both = listed(&[("ctvl-1", Active), ("ctvl-2", Active)]);
    assert_eq!((members(&stays).await, members(&restored).await), (both.clone(), both.clone()));

    let app = world.installation();
    let profile = app.connect("Payments EU", &restored).await;
    let token = restored.tokenize(CARD).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    assert_eq!(members(&stays).await, both, "a backup changes nothing in the cluster");

    let plan = app.plan(&profile, &archive).await.expect("a plan");
    assert_eq!(
        plan.target.cluster,
        ClusterFacts::Member { others: vec!["ctvl-1".into()] },
        "the others are named"
    );
    let ask = Ask::OldCluster { others: Some(vec!["ctvl-1".into()]) };
    assert!(plan.asks.contains(&ask), "R8: asked for before, on a practice appliance too: {:?}", plan.asks);
    let said = format!("{:?}", plan.consequences);
    assert!(said.contains("cluster"), "R7 in words: {said}");
    let silent = Confirmation::of(plan.fingerprint());
    let error = app.engine.start_restore(plan.clone(), &silent, Credential::Stored).map(|job| job.id);
    let Err(EngineError::Restore(RestoreError::NotConfirmed { problem, .. })) = error else {
        unreachable!("{error:?}")
    };
    assert_eq!(problem, ConfirmationProblem::Incomplete { missing: vec![ask] });
    assert_eq!(members(&stays).await, both, "nothing was started");

    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let done = ends(job).await.expect("restored");
    assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Worked });
    assert_eq!(restored.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    assert_eq!(
        members(&restored).await,
        listed(&[("ctvl-2", Active)]),
        "R7: the first node of a new cluster"
    );
    assert_eq!(
        members(&stays).await,
        listed(&[("ctvl-1", Active), ("ctvl-2", OtherCluster)]),
        "R8: whoever stays was not told"
    );

    let task = |kind| {
        let tasks = app.engine.aftermath(Some(profile.id)).expect("tasks");
        tasks.into_iter().find(|task| task.kind == kind).expect("the task is left")
    };
    let remove = task(TaskKind::RemoveFromOldCluster);
    assert!(
        remove.is_open() && remove.title.contains("127.0.0.1"),
        "R8: an open task until it is ticked: {remove:?}"
    );
    assert!(task(TaskKind::JoinNewCluster).is_open());
    let again = app.second();
    let still = again.engine.aftermath(Some(profile.id)).expect("tasks");
    assert!(still.iter().any(|task| task.id == remove.id && task.is_open()), "it outlives the process");

    let third = world.appliance("ctvl-3").await;
    let refused = join(&third, &stays).await.expect_err("R8: no new node can join there");
    let ConsoleError::Refused(refusal) = refused else { unreachable!("{refused}") };
    assert_eq!((refusal.code.as_str(), refusal.node.as_deref()), ("stale_member", Some("ctvl-2")));
    let store = stays.appliance.state().node_store();
    cluster::remove(&store, "ctvl-2").await.expect("what the task says cures it");
    join(&third, &stays).await.expect("new nodes join again");
    assert!(!app.engine.tick(remove.id).expect("ticked").is_open(), "and the person ticks it off");

    let plan = app.plan(&profile, &archive).await.expect("a plan");
    assert_eq!(plan.target.cluster, ClusterFacts::Alone, "alone, there is nothing to ask for any more");
    assert!(plan.asks.is_empty(), "{:?}", plan.asks);
}
