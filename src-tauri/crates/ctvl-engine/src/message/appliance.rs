//! What an appliance that failed, or the way to it, says. Every message names the appliance in its first sentence.

use ctvl_client::{ClientError, NotArchiveKind, ProxyFailure, Step, TlsFailure};

use super::engine::{not_done, sentence_start};
use super::{Message, Offer, words};
use crate::error::{Activity, Situation};

pub(super) fn message(situation: &Situation, error: &ClientError) -> Message {
    use ClientError as E;
    match error {
        E::TrustStoreUnusable { .. }
        | E::NotResolved { .. }
        | E::Refused { .. }
        | E::Unreachable { .. }
        | E::ConnectTimedOut { .. }
        | E::ProxyFailed { .. }
        | E::Tls(_) => reach(situation, error),
        E::CertificateUntrusted { .. } | E::CertificateChanged { .. } => certificate(situation, error),
        E::LoginRefused { .. }
        | E::LoginDisabled { .. }
        | E::LoginLocked { .. }
        | E::SignInTimedOut
        | E::TokenMissing
        | E::TokenExpired
        | E::TokenRejected { .. }
        | E::SignedOut
        | E::NoPermission { .. } => login(situation, error),
        E::CutOff { .. }
        | E::Reset { .. }
        | E::NotEnded { .. }
        | E::WrongLength { .. }
        | E::Stalled { .. }
        | E::FirstByteTimedOut { .. } => transfer(situation, error),
        E::KeyUnknown { .. } | E::KeyVersioned { .. } | E::BackupTimedOut { .. } => {
            building(situation, error)
        }
        E::Compressed { .. } | E::NotAnArchive { .. } => content(situation, error),
        _ => answer(situation, error),
    }
}

/// What is not lost: what is still there, for messages about backups.
pub(super) fn nothing_saved(situation: &Situation) -> String {
    match (situation.activity, situation.newest_verified) {
        (Activity::BackUp, Some(newest)) => {
            format!("Nothing was saved; your newest verified backup is {}.", words::age(newest.age_seconds))
        }
        (Activity::BackUp, None) => "Nothing was saved; there is no verified backup yet.".to_owned(),
        (activity, _) => not_done(activity).to_owned(),
    }
}

fn reach(situation: &Situation, error: &ClientError) -> Message {
    use ClientError as E;
    let name = &situation.appliance;
    let message = match error {
        E::NotResolved { host } => Message::failure(format!("{name} cannot be found: nobody knows the name {host}."))
            .next(format!("{} Check the address, the name server and the VPN.", nothing_saved(situation))),
        E::Refused { host, port } => Message::failure(format!("{name} does not accept connections."))
            .why(format!("{host} answers, but nothing listens on port {port}: it may be starting, or the port is wrong."))
            .next(nothing_saved(situation)),
        E::Unreachable { host } => Message::failure(format!("{name} cannot be reached."))
            .why(format!("There is no way to {host} from here: the network or the VPN is probably down."))
            .next(nothing_saved(situation)),
        E::ConnectTimedOut { after, .. } => {
            Message::failure(format!("{name} did not answer within {}.", words::wait(*after)))
                .why("It is switched off, or a firewall is in between.")
                .next(nothing_saved(situation))
        }
        E::ProxyFailed { proxy, failure } => {
            Message::failure(format!("The proxy {proxy} gave no way to {name}."))
                .why(proxy_reason(failure))
                .next(format!("{} The proxy can be switched off for this appliance.", nothing_saved(situation)))
                .offer(Offer::EditAppliance)
        }
        E::Tls(failure) => Message::failure(format!("There is no secure connection to {name}."))
            .why(tls_reason(failure))
            .next(nothing_saved(situation)),
        _ => Message::failure(format!("The certificate of {name} cannot be judged: this system's own store is unusable."))
            .next(nothing_saved(situation)),
    };
    let message = message.offer(Offer::TryAgain);
    if matches!(error, E::NotResolved { .. } | E::Refused { .. }) {
        message.offer(Offer::EditAppliance)
    } else {
        message
    }
}

fn proxy_reason(failure: &ProxyFailure) -> &'static str {
    match failure {
        ProxyFailure::NotResolved => "Nobody knows the proxy's name.",
        ProxyFailure::Refused => "Nothing listens there.",
        ProxyFailure::TimedOut => "It did not answer.",
        ProxyFailure::LoginNeeded => "It wants a login.",
        ProxyFailure::Status(_) => "It refused to open a tunnel.",
        ProxyFailure::Tls => "Its own secure connection failed.",
        ProxyFailure::NotAProxy => "What answers there is not a proxy.",
        ProxyFailure::Unsupported => "The system's settings name a kind of proxy that is not supported.",
    }
}

fn tls_reason(failure: &TlsFailure) -> String {
    match failure {
        TlsFailure::NotTls => "What answers there does not speak TLS; the port is probably wrong.".to_owned(),
        TlsFailure::NothingInCommon => {
            "It offers no TLS version or cipher that is still considered safe.".to_owned()
        }
        TlsFailure::WrongSignature => {
            "It could not prove that the certificate is its own; somebody may be in between.".to_owned()
        }
        TlsFailure::NoCertificate => "It presents no certificate that can be read.".to_owned(),
        TlsFailure::Alert(alert) => format!("It ended the handshake: {alert}."),
        TlsFailure::Ended => "It ended the connection during the handshake.".to_owned(),
        TlsFailure::Broken(what) => format!("The handshake broke the rules of TLS: {what}."),
    }
}

fn certificate(situation: &Situation, error: &ClientError) -> Message {
    let name = &situation.appliance;
    let message = match error {
        ClientError::CertificateChanged { pinned, presented } => {
            Message::warning(format!("{name} shows another certificate than the one you trusted."))
                .why(format!("It shows {}; you trusted {pinned}.", presented.fingerprint))
                .next(format!(
                    "{} Compare it with the one on the appliance's console before you trust it. No password was sent.",
                    not_done(situation.activity)
                ))
        }
        ClientError::CertificateUntrusted { certificate, why } => {
            Message::warning(format!("The certificate of {name} is not trusted yet: {why}."))
                .why(format!("Its SHA-256 is {}.", certificate.fingerprint))
                .next(format!(
                    "{} Compare it with the one on the appliance's console, then trust it. No password was sent.",
                    not_done(situation.activity)
                ))
        }
        other => Message::warning(sentence_start(&other.to_string())),
    };
    message.offer(Offer::CompareCertificate)
}

fn login(situation: &Situation, error: &ClientError) -> Message {
    use ClientError as E;
    let (name, user) = (&situation.appliance, &situation.user);
    let missing = not_done(situation.activity);
    match error {
        E::LoginRefused { .. } => Message::failure(format!("{name} refused the login of {user}."))
            .why("It was tried once and is not tried again, so that the account is not locked.")
            .next(missing)
            .offer(Offer::EnterPassword),
        E::LoginDisabled { .. } => Message::failure(format!("The account {user} is disabled on {name}."))
            .next(format!("{missing} An administrator of the appliance can enable it."))
            .offer(Offer::EditAppliance),
        E::LoginLocked { retry_after, .. } => {
            let next = match retry_after {
                Some(wait) => format!("{missing} It asks to wait {}.", words::wait(*wait)),
                None => format!("{missing} An administrator of the appliance can unlock it."),
            };
            Message::failure(format!("The account {user} is locked on {name}."))
                .next(next)
                .offer(Offer::EnterPassword)
        }
        E::SignInTimedOut => Message::failure(format!("{name} could not check the login in time."))
            .why("Its directory (LDAP) is probably unreachable.")
            .next(format!("{missing} The documented cure is `vts service --restart` on its console."))
            .offer(Offer::TryAgain),
        E::NoPermission { step, .. } => {
            Message::failure(format!("The account {user} may not {} on {name}.", allowed(*step)))
                .next(format!("{missing} An administrator of the appliance can permit it."))
                .offer(Offer::EditAppliance)
        }
        E::TokenMissing => Message::failure(format!("{name} accepted the login, but sent no token."))
            .why("What answers there is probably not a CT-VL appliance.")
            .next(missing)
            .offer(Offer::EditAppliance),
        E::TokenExpired | E::TokenRejected { .. } => {
            Message::failure(format!("{name} ended the session before the work was done."))
                .next(nothing_saved(situation))
                .offer(Offer::TryAgain)
        }
        _ => Message::failure(format!("The session with {name} was over already."))
            .next(missing)
            .offer(Offer::TryAgain),
    }
}

fn allowed(step: Step) -> &'static str {
    match step {
        Step::Backup => "take backups",
        Step::Keys => "list keys",
        Step::Restore | Step::RestoreStatus | Step::Inspect => "restore",
        _ => "do that",
    }
}

fn building(situation: &Situation, error: &ClientError) -> Message {
    let name = &situation.appliance;
    match error {
        ClientError::BackupTimedOut { after } => {
            // An appliance whose front end gives up at once has no limit worth telling.
            let limit = if after.as_secs() < 5 {
                "in time".to_owned()
            } else {
                format!("within {}", words::wait(*after))
            };
            timed_out(
                situation,
                Message::failure(format!("{name} did not finish building the backup {limit}.")),
            )
        }
        ClientError::KeyUnknown { key } => Message::failure(match key {
            Some(key) => format!("{name} does not know the key {key}."),
            None => format!("{name} has no default key."),
        })
        .next(format!("{} Choose one of its keys.", not_done(situation.activity)))
        .offer(Offer::ChooseKey),
        ClientError::KeyVersioned { key, .. } => Message::warning(match key {
            Some(key) => {
                format!("The key {key} of {name} is versioned, and versioned keys are not permitted.")
            }
            None => format!("The default key of {name} is versioned, and versioned keys are not permitted."),
        })
        .next(format!("{} Choose another key.", not_done(situation.activity)))
        .offer(Offer::ChooseKey),
        other => Message::failure(format!("{name}: {other}.")),
    }
}

/// R4: the cure is the CLI command, or leaving the counters out; the second is one click where it is not done already.
fn timed_out(situation: &Situation, message: Message) -> Message {
    let kept = match (situation.activity, situation.newest_verified) {
        (Activity::BackUp, Some(_)) => "Nothing was saved; the archives you have are untouched.",
        (Activity::BackUp, None) => "Nothing was saved.",
        (activity, _) => not_done(activity),
    };
    if situation.counters_excluded {
        message
            .why("Counters were left out already, so its tables are large for another reason.")
            .next(format!("Run `counter trim --tablename` on the appliance, or look at its load. {kept}"))
            .offer(Offer::TryAgain)
    } else {
        message
            .why("Its counter tables are probably too large.")
            .next(format!(
                "Run `counter trim --tablename` on the appliance, or back up without counters. {kept}"
            ))
            .offer(Offer::BackUpWithoutCounters)
            .offer(Offer::TryAgain)
    }
}

fn transfer(situation: &Situation, error: &ClientError) -> Message {
    use ClientError as E;
    let name = &situation.appliance;
    let broke = |received: u64| match received {
        0 => Message::failure(format!("The connection to {name} broke before anything had come.")),
        _ => Message::failure(format!("The connection to {name} broke after {}.", words::size(received))),
    };
    let (message, moved) = match error {
        E::CutOff { received: moved, .. } | E::Reset { moved, .. } | E::NotEnded { received: moved, .. } => {
            (broke(*moved), *moved)
        }
        E::WrongLength { promised, received, .. } => (
            Message::failure(format!("{name} sent another number of bytes than it had announced.")).why(
                format!("It announced {} and sent {}.", words::exact(*promised), words::exact(*received)),
            ),
            *received,
        ),
        E::Stalled { moved, after, .. } => (
            Message::failure(format!("{name} fell silent after {}.", words::size(*moved)))
                .why(format!("Nothing came for {}.", words::wait(*after))),
            *moved,
        ),
        E::FirstByteTimedOut { step: Step::Backup, after } => {
            let message = Message::failure(format!(
                "{name} sent nothing of the backup within {}.",
                words::wait(*after)
            ));
            return timed_out(situation, message);
        }
        E::FirstByteTimedOut { after, .. } => {
            (Message::failure(format!("{name} gave no answer within {}.", words::wait(*after))), 0)
        }
        other => (Message::failure(format!("{name}: {other}.")), 0),
    };
    let next = match (situation.activity, moved) {
        (Activity::BackUp, 1..) => match situation.newest_verified {
            Some(newest) => format!(
                "The unfinished file is gone; your newest verified backup is {}.",
                words::age(newest.age_seconds)
            ),
            None => "The unfinished file is gone; there is no verified backup yet.".to_owned(),
        },
        _ => nothing_saved(situation),
    };
    message.next(next).offer(Offer::TryAgain)
}

fn content(situation: &Situation, error: &ClientError) -> Message {
    let name = &situation.appliance;
    let message = match error {
        ClientError::NotAnArchive { kind, excerpt } => {
            let what = match kind {
                NotArchiveKind::WebPage => "with a web page instead of a backup",
                NotArchiveKind::Json => "with a JSON text instead of a backup",
                NotArchiveKind::Empty => "with nothing instead of a backup",
                NotArchiveKind::Other => "with something that is not an archive",
            };
            let message = Message::failure(format!("{name} answered {what}."));
            if excerpt.is_some() { message.offer(Offer::ShowAnswer) } else { message }
        }
        _ => Message::failure(format!("{name} sent the backup compressed, so its bytes cannot be proven."))
            .why("Something in between, such as a proxy, compresses what passes through it."),
    };
    message.next(nothing_saved(situation)).offer(Offer::TryAgain)
}

fn answer(situation: &Situation, error: &ClientError) -> Message {
    use ClientError as E;
    let name = &situation.appliance;
    let kept = nothing_saved(situation);
    let message = match error {
        E::GatewayTimedOut { .. } => {
            Message::failure(format!("{name} did not answer in time; its front end gave up waiting."))
                .next(kept)
        }
        E::Busy { .. } => Message::failure(format!("{name} is busy with something that excludes this."))
            .next(format!("{kept} Try again when that is over.")),
        E::TooManyRequests { retry_after, .. } => {
            let message = Message::failure(format!("{name} asks not to be asked so often."));
            message.next(match retry_after {
                Some(wait) => format!("{kept} Wait {}, as it asks, then try again.", words::wait(*wait)),
                None => format!("{kept} Wait a while, then try again."),
            })
        }
        E::ServerError { status, .. } => {
            Message::failure(format!("{name} failed while it was answering (status {status})."))
                .next(format!("{kept} Its own log says why. Try again later."))
        }
        E::NotOffered { .. } => Message::failure(format!("{name} does not offer this."))
            .why("What answers there is an older appliance, or not a CT-VL appliance.")
            .next(kept)
            .offer(Offer::EditAppliance),
        E::Redirected { to, .. } => {
            let to = to.as_deref().unwrap_or("another place");
            Message::failure(format!("{name} pointed to {to} instead of answering."))
                .why("It was not followed, and nothing was sent there.")
                .next(format!(
                    "{kept} Correct the address, or look at what stands in front of the appliance."
                ))
                .offer(Offer::EditAppliance)
        }
        E::NotHttp { .. }
        | E::AnswerUnreadable { .. }
        | E::AnswerTooLong { .. }
        | E::UnexpectedStatus { .. } => {
            Message::failure(format!("{name} gave an answer that cannot be understood."))
                .why(format!("{}.", sentence_start(&error.to_string())))
                .next(kept)
        }
        E::ArchiveRefused { detail, .. } => {
            let message = Message::failure(format!("{name} refused the archive."));
            match detail {
                Some(detail) => message.why(format!("It says: {detail}")),
                None => message,
            }
            .next("Nothing was changed on it.")
            .offer(Offer::ChooseArchive)
        }
        E::UploadSource { .. } | E::UploadLength { .. } => {
            Message::failure(format!("The archive could not be sent to {name} as it was planned."))
                .why(format!("{}.", sentence_start(&error.to_string())))
                .next("The upload was broken off, so nothing was changed on it.")
                .offer(Offer::PlanAgain)
        }
        other => Message::failure(format!("{name}: {other}.")).next(kept),
    };
    if message.offers.is_empty() { message.offer(Offer::TryAgain) } else { message }
}
