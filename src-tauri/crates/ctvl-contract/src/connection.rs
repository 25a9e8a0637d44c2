//! A test's steps are reported in the order in which they were tried; what was not tried says so.

use ctvl_engine as engine;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::certificate::Certificate;
use crate::error::{Described, describe};

/// A step of a connection test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Check {
    /// The certificate could be looked at.
    Reach,
    /// The certificate is trusted.
    Certificate,
    /// The appliance says that it is alive.
    Alive,
    /// The login works.
    SignIn,
    /// The appliance lists its keys.
    Keys,
    /// What the appliance offers.
    Probe,
}

/// How a step went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CheckOutcome {
    /// As it should.
    Passed,
    /// It failed.
    Failed {
        /// Why.
        failure: Described,
    },
    /// It was not tried, because one before it failed.
    NotTried,
}

/// A step and how it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckStep {
    /// Which step.
    pub check: Check,
    /// How it went.
    #[serde(flatten)]
    pub outcome: CheckOutcome,
}

/// What a connection test found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionReport {
    /// Every step, in order.
    pub steps: Vec<CheckStep>,
    /// What the appliance presents.
    pub certificate: Option<Certificate>,
    /// Its keys, if it listed them.
    pub keys: Option<Vec<String>>,
    /// Whether it has the direct restore route; null if that was not asked.
    pub direct_restore: Option<bool>,
    /// The version it tells.
    pub version: Option<String>,
}

impl From<engine::Check> for Check {
    fn from(check: engine::Check) -> Self {
        match check {
            engine::Check::Reach => Self::Reach,
            engine::Check::Certificate => Self::Certificate,
            engine::Check::Alive => Self::Alive,
            engine::Check::SignIn => Self::SignIn,
            engine::Check::Keys => Self::Keys,
            engine::Check::Probe => Self::Probe,
        }
    }
}

impl From<&engine::ConnectionReport> for ConnectionReport {
    fn from(report: &engine::ConnectionReport) -> Self {
        let steps = report.steps.iter().map(|(check, outcome)| CheckStep {
            check: (*check).into(),
            outcome: match outcome {
                engine::CheckOutcome::Passed => CheckOutcome::Passed,
                engine::CheckOutcome::Failed(error) => {
                    CheckOutcome::Failed { failure: describe(error, None) }
                }
                engine::CheckOutcome::NotTried => CheckOutcome::NotTried,
            },
        });
        let capabilities = report.capabilities.as_ref();
        Self {
            steps: steps.collect(),
            certificate: report.certificate.as_ref().map(Certificate::from),
            keys: report.keys.as_ref().map(|keys| keys.iter().map(ToString::to_string).collect()),
            direct_restore: capabilities.map(|capabilities| capabilities.direct_restore),
            version: capabilities.and_then(|capabilities| capabilities.version()).map(ToString::to_string),
        }
    }
}
