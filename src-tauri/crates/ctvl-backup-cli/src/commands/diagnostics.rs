//! The report is the engine's; what is passed on is for the person to decide.

use ctvl_contract::DiagnosticReport;

use crate::app::App;
use crate::exit::Exit;
use crate::failure::Failure;

/// `diagnostics`.
pub async fn run(app: &App) -> Result<Exit, Failure> {
    let report = DiagnosticReport { text: app.engine()?.diagnostics().await? };
    app.console.result(&report, || report.text.clone()).map_err(Failure::output)?;
    Ok(Exit::Done)
}
