//! A flight plan is a value: what is shown is what is confirmed, and what is confirmed is what is done.
//!
//! Its [`PlanFingerprint`] covers everything a person decides on and nothing that merely passes, such as the
//! time at which it was made. So the same situation planned twice gives the same fingerprint, and a script can
//! bind a restore to the plan that somebody looked at before.

use std::fmt;
use std::str::FromStr;

use ctvl_archive::{CtvlVersion, NotADigest, Sha256Digest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::binding::Binding;
use super::comparison::{Comparison, comparison};
use super::confirm::{self, Ask};
use super::effects::{self, Caution, Consequence};
use super::facts::{ArchiveFacts, TargetFacts};
use super::steps::{DetailToConfirm, PlanStep, steps, three_details};
use super::verdict::Verdict;
use crate::profile::ProfileId;

/// How a restore reaches the appliance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// Through the interface that the appliance showed by answering the probe.
    Direct,
    /// By a person, on the administration page.
    Guided,
}

/// Which route to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteChoice {
    /// Direct where the probe succeeds, guided elsewhere.
    #[default]
    Auto,
    /// Guided, whatever the appliance can do.
    Guided,
}

/// Whether the target is backed up before it is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SafetyBackup {
    /// Yes; if it fails, the restore does not start.
    #[default]
    Take,
    /// The person said that the node is already lost. It is still tried where a sign-in works, but the restore
    /// starts without it as well.
    NodeAlreadyLost,
}

/// What was ordered; a plan made from the same order again must come out the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedOrder {
    /// The target.
    pub profile: ProfileId,
    /// The chosen route.
    pub route: RouteChoice,
    /// The safety backup.
    pub safety: SafetyBackup,
    /// The version that made the archive, as typed.
    pub archive_version: Option<CtvlVersion>,
    /// The version that runs on the target, as typed.
    pub target_version: Option<CtvlVersion>,
}

/// The flight plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestorePlan {
    /// When it was made.
    pub made_at: Timestamp,
    /// What was ordered.
    pub order: PlannedOrder,
    /// The archive.
    pub archive: ArchiveFacts,
    /// The target.
    pub target: TargetFacts,
    /// Whether it may be done at all (R6).
    pub verdict: Verdict,
    /// The route it will take.
    pub route: Route,
    /// R5: the three details to confirm.
    pub details: Vec<DetailToConfirm>,
    /// Archive and target side by side.
    pub comparison: Vec<Comparison>,
    /// R7 to R9, in words.
    pub consequences: Vec<Consequence>,
    /// What else to know.
    pub cautions: Vec<Caution>,
    /// What will be done, in order.
    pub steps: Vec<PlanStep>,
    /// What a confirmation has to answer.
    pub asks: Vec<Ask>,
}

impl RestorePlan {
    pub(super) fn compose(
        order: PlannedOrder,
        archive: ArchiveFacts,
        target: TargetFacts,
        verdict: Verdict,
        made_at: Timestamp,
    ) -> Self {
        let route = match order.route {
            RouteChoice::Auto if target.direct_route => Route::Direct,
            RouteChoice::Auto | RouteChoice::Guided => Route::Guided,
        };
        Self {
            details: three_details(&archive),
            comparison: comparison(&archive, &target, verdict.fits(), made_at),
            consequences: effects::consequences(&archive, &target),
            cautions: effects::cautions(&archive, &target, order.safety, route),
            steps: steps(&target, order.safety, route),
            asks: confirm::asks_for(&target, &archive.standing),
            made_at,
            order,
            archive,
            target,
            verdict,
            route,
        }
    }

    /// What a confirmation of this plan is bound to.
    pub fn binding(&self) -> Binding {
        Binding { archive: self.archive.identity.clone(), target: self.target.binding() }
    }

    /// Identifies what is decided on: order, archive, target, verdict, route and questions.
    pub fn fingerprint(&self) -> PlanFingerprint {
        let decided = (
            (&self.order, self.route, &self.verdict, &self.asks),
            (&self.archive.path, self.binding(), &self.archive.standing, &self.details),
            (&self.target.profile, &self.target.host, &self.target.address, self.target.role),
        );
        // Plain data into memory: the serializer has nothing to fail on but paths that are not Unicode, and two
        // of those are told apart by the hash of the archive they name.
        PlanFingerprint::of(&serde_json::to_vec(&decided).unwrap_or_else(|_| {
            let mut bytes = self.archive.identity.sha256.as_bytes().to_vec();
            bytes.extend_from_slice(self.archive.path.as_os_str().as_encoded_bytes());
            bytes.extend_from_slice(format!("{:?}", (&self.order, &self.target, &self.verdict)).as_bytes());
            bytes
        }))
    }

    /// How many seconds of work on the target are lost: from the moment the archive was made to the moment this plan was.
    /// `None` where nothing says when it was made; a time in the future loses nothing.
    pub fn lost_seconds(&self) -> Option<u64> {
        let created = self.archive.created.as_ref()?.timestamp();
        Some(u64::try_from(self.made_at.as_second() - created.as_second()).unwrap_or(0))
    }

    /// The heading: `Restore Payments EU`.
    pub fn title(&self) -> String {
        format!("Restore {}", self.target.name)
    }

    /// The words on the button that does it.
    pub fn action(&self) -> String {
        match self.route {
            Route::Direct => format!("Replace everything on {}", self.target.host),
            Route::Guided => format!("Start the guided restore of {}", self.target.host),
        }
    }
}

/// SHA-256 over everything a plan decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanFingerprint(Sha256Digest);

impl PlanFingerprint {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Sha256Digest::of(bytes))
    }

    /// The first twelve digits: enough to tell plans apart on a screen and on a command line.
    pub fn short(&self) -> String {
        self.0.to_string().chars().take(12).collect()
    }

    /// Whether `given`, in full or shortened to at least twelve digits, names this plan.
    pub fn matches(&self, given: &str) -> bool {
        let given = given.trim().to_ascii_lowercase();
        given.len() >= 12 && self.0.to_string().starts_with(&given)
    }
}

impl fmt::Display for PlanFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PlanFingerprint {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::ClusterFacts;
    use super::super::facts::tests::{archive, target};
    use super::super::steps::StepKind;
    use super::super::verdict::Lacking;
    use super::*;
    use crate::profile::Role;

    fn order() -> PlannedOrder {
        PlannedOrder {
            profile: target().profile,
            route: RouteChoice::Auto,
            safety: SafetyBackup::Take,
            archive_version: None,
            target_version: None,
        }
    }

    fn plan() -> RestorePlan {
        RestorePlan::compose(order(), archive(), target(), Verdict::Yes, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn time_passing_does_not_change_the_fingerprint() {
        let later = Timestamp::from_second(3600).expect("a time");
        let again = RestorePlan::compose(order(), archive(), target(), Verdict::Yes, later);
        assert_ne!(again, plan(), "its words may differ");
        assert_eq!(again.fingerprint(), plan().fingerprint(), "its decisions do not");
    }

    #[test]
    fn everything_decided_on_changes_the_fingerprint() {
        type Edit = fn(&mut PlannedOrder, &mut ArchiveFacts, &mut TargetFacts, &mut Verdict);
        let edits: [Edit; 15] = [
            |o, _, _, _| o.route = RouteChoice::Guided,
            |o, _, _, _| o.safety = SafetyBackup::NodeAlreadyLost,
            |o, _, _, _| o.target_version = Some(CtvlVersion::new(2, 8, 6)),
            |_, a, _, _| a.path = "/elsewhere/backup.zip".into(),
            |_, a, _, _| a.identity.size += 1,
            |_, a, _, _| a.identity.modified = None,
            |_, a, _, _| a.identity.sha256 = Sha256Digest::of(b"another"),
            |_, a, _, _| a.key = super::super::facts::KeyNeeded::Default,
            |_, _, t, _| t.certificate = "CC:DD".into(),
            |_, _, t, _| t.version = None,
            |_, _, t, _| t.cluster = ClusterFacts::Alone,
            |_, _, t, _| t.boot = Some("2".into()),
            |_, _, t, _| t.role = Role::Practice,
            |_, _, t, _| t.host = "ctvl-prd-3".into(),
            |_, _, _, v| *v = Verdict::Unknown { missing: vec![Lacking::ArchiveVersion] },
        ];
        for (index, edit) in edits.iter().enumerate() {
            let (mut order, mut archive, mut target, mut verdict) =
                (order(), archive(), target(), Verdict::Yes);
            edit(&mut order, &mut archive, &mut target, &mut verdict);
            let other = RestorePlan::compose(order, archive, target, verdict, Timestamp::UNIX_EPOCH);
            assert_ne!(other.fingerprint(), plan().fingerprint(), "edit {index} is a decision");
        }
    }

    #[test]
    fn a_plan_survives_being_stored() {
        let text = serde_json::to_string(&plan()).expect("plain data");
        let read: RestorePlan = serde_json::from_str(&text).expect("it was just written");
        assert_eq!(read, plan());
        assert_eq!(read.fingerprint(), plan().fingerprint());
    }

    #[test]
    fn direct_only_where_the_probe_succeeded_and_nobody_chose_otherwise() {
        for (direct, choice, expected) in [
            (true, RouteChoice::Auto, Route::Direct),
            (true, RouteChoice::Guided, Route::Guided),
            (false, RouteChoice::Auto, Route::Guided),
            (false, RouteChoice::Guided, Route::Guided),
        ] {
            let order = PlannedOrder { route: choice, ..order() };
            let target = TargetFacts { direct_route: direct, ..target() };
            let plan = RestorePlan::compose(order, archive(), target, Verdict::Yes, Timestamp::UNIX_EPOCH);
            assert_eq!(plan.route, expected, "probe {direct}, {choice:?}");
            let uploads = plan.steps.iter().any(|s| s.kind == StepKind::Upload);
            assert_eq!(uploads, expected == Route::Direct, "an upload is planned only where one is done");
        }
    }

    #[test]
    fn a_short_fingerprint_names_a_plan_only_if_it_is_long_enough() {
        let fingerprint = plan().fingerprint();
        let full = fingerprint.to_string();
        assert!(fingerprint.matches(&full) && fingerprint.matches(&fingerprint.short()));
        assert!(fingerprint.matches(&full[..20].to_uppercase()), "pasted in any case");
        for wrong in ["", &full[..11], "000000000000", &format!("{full}0")] {
            assert!(!fingerprint.matches(wrong), "{wrong:?}");
        }
    }
}
