//! What a plan asks is answered by options or by a person at the terminal; nothing is taken for answered.

use ctvl_engine::EngineError;
use ctvl_engine::restore::{Ask, Confirmation, ConfirmationProblem, RestoreError, RestorePlan};

use crate::app::App;
use crate::args::RestoreArgs;
use crate::ask;
use crate::console::{STRONG, prose, styled};
use crate::exit::Exit;
use crate::failure::Failure;

/// Collects the answers to a plan.
pub async fn collect(app: &App, plan: &RestorePlan, args: &RestoreArgs) -> Result<Confirmation, Failure> {
    let fingerprint = plan.fingerprint();
    if let Some(given) = &args.plan
        && !fingerprint.matches(given)
    {
        return Err(Failure::own(
            Exit::Refused,
            format!("This is not the plan {given} any more."),
            Some("Archive, appliance or order changed after that plan was made.".to_owned()),
            Some(format!(
                "Nothing was changed. Look at the new plan, {}, and confirm that one.",
                fingerprint.short()
            )),
        ));
    }
    let host = &plan.target.host;
    match &args.confirm {
        // Said of every target, whether its role asks for it or not: whoever names a host means that one.
        Some(typed) if typed != host && *typed != plan.target.address => {
            let problem = ConfirmationProblem::HostNameDiffers { typed: typed.clone(), host: host.clone() };
            return Err(not_confirmed(plan, problem));
        }
        Some(_) => {}
        None if !app.console.can_ask() => {
            return Err(Failure::own(
                Exit::Refused,
                format!("The restore of {} is not confirmed.", plan.target.name),
                Some("Nobody can be asked here.".to_owned()),
                Some(format!("Nothing was changed. Confirm it with --confirm {host}.")),
            ));
        }
        None => {}
    }

    let mut said = Confirmation::of(fingerprint);
    said.host_typed.clone_from(&args.confirm);
    said.old_cluster_acknowledged = args.old_cluster_acknowledged || args.removed_from_old_cluster;
    said.removed_from_old_cluster = args.removed_from_old_cluster;
    said.unproven_archive_accepted = args.accept_unproven;
    if app.console.can_ask() {
        at_the_terminal(app, plan, args, &mut said).await?;
    } else {
        options_missing(plan, &said)?;
    }
    Ok(said)
}

async fn at_the_terminal(
    app: &App,
    plan: &RestorePlan,
    args: &RestoreArgs,
    said: &mut Confirmation,
) -> Result<(), Failure> {
    let host = &plan.target.host;
    let mut host_asked = false;
    for question in &plan.asks {
        let label = question.label(host);
        let hint = prose(&question.hint());
        match question {
            Ask::HostName { .. } => {
                host_asked = true;
                if said.host_typed.is_none() {
                    let question = format!("{}\n{hint}\n> ", styled(STRONG, &format!("{label}.")));
                    said.host_typed = ask::line(app.console, &question).await?;
                }
                if said.host_typed.is_none() {
                    return Err(Failure::Cancelled);
                }
            }
            Ask::OldCluster { .. } => {
                if !said.old_cluster_acknowledged {
                    let question = format!(
                        "{}\n{hint} You know that, and see to it?",
                        styled(STRONG, &format!("{label}."))
                    );
                    said.old_cluster_acknowledged = ask::yes(app.console, &question).await?;
                    if !said.old_cluster_acknowledged {
                        return Err(Failure::Cancelled);
                    }
                    let question = "Has that been done already, or was it in none? Enter for not yet.";
                    said.removed_from_old_cluster = ask::yes(app.console, question).await?;
                }
            }
            Ask::UnprovenArchive { .. } => {
                if !said.unproven_archive_accepted {
                    let question =
                        format!("{}\n{hint} Go on all the same?", styled(STRONG, &format!("{label}.")));
                    said.unproven_archive_accepted = ask::yes(app.console, &question).await?;
                    if !said.unproven_archive_accepted {
                        return Err(Failure::Cancelled);
                    }
                }
            }
        }
    }
    if !host_asked && args.confirm.is_none() {
        let question = format!("{}?", styled(STRONG, &plan.action()));
        if !ask::yes(app.console, &question).await? {
            return Err(Failure::Cancelled);
        }
    }
    Ok(())
}

/// Without a terminal the options that are missing are named; the engine would only name the questions.
fn options_missing(plan: &RestorePlan, said: &Confirmation) -> Result<(), Failure> {
    let missing: Vec<&str> = plan
        .asks
        .iter()
        .filter_map(|ask| match ask {
            Ask::HostName { .. } => None,
            Ask::OldCluster { .. } if said.old_cluster_acknowledged => None,
            Ask::OldCluster { .. } => Some("--old-cluster-acknowledged (or --removed-from-old-cluster)"),
            Ask::UnprovenArchive { .. } if said.unproven_archive_accepted => None,
            Ask::UnprovenArchive { .. } => Some("--accept-unproven"),
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let why: Vec<String> = plan
        .asks
        .iter()
        .filter(|ask| !matches!(ask, Ask::HostName { .. }))
        .map(|ask| format!("{}: {}", ask.label(&plan.target.host), ask.hint()))
        .collect();
    Err(Failure::own(
        Exit::Refused,
        format!("The restore of {} is not confirmed completely.", plan.target.name),
        Some(why.join("\n")),
        Some(format!("Nothing was changed. Add {}.", missing.join(" and "))),
    ))
}

fn not_confirmed(plan: &RestorePlan, problem: ConfirmationProblem) -> Failure {
    let error = RestoreError::NotConfirmed {
        appliance: plan.target.name.clone(),
        host: plan.target.host.clone(),
        problem,
    };
    EngineError::from(error).into()
}
