//! A certificate is trusted only after a person compared its fingerprint, or gave the one they compared.

use ctvl_contract::{Acknowledgement, Certificate};
use ctvl_engine::client::Fingerprint;

use crate::app::App;
use crate::args::TrustArgs;
use crate::ask;
use crate::console::{STRONG, facts, prose, styled};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format;

/// `appliance trust`.
pub async fn run(app: &App, args: &TrustArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = engine.profile(args.name.as_str())?;
    let fingerprint = match &args.trust {
        Some(text) => parse(text)?,
        None => {
            let presented = engine.certificate(&profile.address, profile.proxy).await?;
            if let Some(pinned) = profile.pinned() {
                if pinned.matches(&presented.fingerprint) {
                    return done(
                        app,
                        &profile.name,
                        "It presents the certificate that is trusted. Nothing was changed.",
                    );
                }
                app.console.say(&prose(&format!(
                    "{} presents a different certificate than the one trusted until now.\nThat is normal after a \
                     renewal, a rebuild or a restore. It is also what an eavesdropper looks like. Nothing has been \
                     sent, no password either.\n\nTrusted until now\n{}\n",
                    profile.name,
                    in_lines(&pinned.to_string())
                )));
            }
            if !compare(app, &profile.name, &(&presented).into()).await? {
                return Err(not_compared(&profile.name, &presented.fingerprint.to_string()));
            }
            presented.fingerprint
        }
    };
    engine.trust(profile.id, fingerprint).await?;
    done(app, &profile.name, "This certificate is trusted from now on.")
}

fn done(app: &App, name: &str, done: &str) -> Result<Exit, Failure> {
    let document = Acknowledgement { appliance: name.to_owned(), done: done.to_owned() };
    app.console.result(&document, || format!("{name}: {done}\n")).map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// Shows a certificate and asks whether it was compared. Without a terminal nobody can say so.
pub async fn compare(app: &App, name: &str, certificate: &Certificate) -> Result<bool, Failure> {
    if !app.console.can_ask() {
        return Ok(false);
    }
    app.console.say(&shown(name, certificate));
    ask::yes(app.console, "Do all four lines match?").await
}

fn shown(name: &str, certificate: &Certificate) -> String {
    let issuer = if certificate.self_signed {
        "itself (self-signed, as most CT-VL appliances do)".to_owned()
    } else {
        format::plain(&certificate.issuer)
    };
    let rows = [
        ("Subject", Some(format::plain(&certificate.subject))),
        ("Issuer", Some(issuer)),
        ("Names", Some(format::plain(&certificate.names.join(", "))).filter(|names| !names.is_empty())),
        ("Valid", Some(format!("{} to {}", day(&certificate.not_before), day(&certificate.not_after)))),
        (
            "This system",
            certificate
                .system_objection
                .as_ref()
                .map(|why| format!("does not trust it: {}", format::plain(why))),
        ),
    ];
    format!(
        "{}\n{}\nSHA-256 fingerprint\n{}\n{}\n\n",
        styled(STRONG, &format!("The certificate of {name}")),
        facts(&rows),
        in_lines(&certificate.fingerprint),
        prose(
            "Compare it with the appliance's console: show the server certificate there. If one line differs, do not go \
             on and tell security. Nothing has been sent, no password either."
        )
    )
}

/// Four lines of eight pairs, as a person compares them.
fn in_lines(fingerprint: &str) -> String {
    let pairs: Vec<&str> = fingerprint.split(':').collect();
    pairs.chunks(8).map(|line| format!("  {}\n", line.join(":"))).collect()
}

fn day(rfc3339: &str) -> &str {
    rfc3339.split('T').next().unwrap_or(rfc3339)
}

/// A fingerprint as it was given.
pub fn parse(text: &str) -> Result<Fingerprint, Failure> {
    text.parse::<Fingerprint>().map_err(|error| {
        Failure::usage(
            "This is not a certificate's fingerprint.",
            format!("{}.", crate::words::sentence(&error.to_string()).trim_end_matches('.')),
        )
    })
}

/// Nobody compared the certificate.
pub fn not_compared(name: &str, presented: &str) -> Failure {
    Failure::own(
        Exit::NeedsPerson,
        format!("The certificate of {name} was not compared, so it is not trusted."),
        Some("Nothing was sent, no password either.".to_owned()),
        Some(format!(
            "It presents {presented}. Compare that with the appliance's console, then give it with --trust."
        )),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_shown_in_four_lines_of_eight_pairs() {
        let fingerprint = ["AB"; 32].join(":");
        let lines = in_lines(&fingerprint);
        assert_eq!(lines.lines().count(), 4);
        assert!(lines.lines().all(|line| line == "  AB:AB:AB:AB:AB:AB:AB:AB"), "{lines}");
    }
}
