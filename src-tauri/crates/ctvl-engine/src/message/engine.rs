//! What the engine's own errors say.

use std::io::ErrorKind;
use std::path::Path;

use super::{Message, Offer, words};
use crate::backup::DestinationProblem;
use crate::credentials::SecretStoreError;
use crate::error::{Activity, EngineError, Situation, SystemWish};
use crate::job::JobKind;
use crate::lock::LockHolder;
use crate::profile::NameRule;

const DEFECT: &str = "This is a defect of CT-VL Backup. The log holds the details.";

impl EngineError {
    /// What happened, why, and what to do next: the one place where an error becomes words.
    pub fn message(&self) -> Message {
        match self {
            Self::Appliance { situation, error } => super::appliance::message(situation, error),
            Self::ArrivedDamaged { situation, damage } => arrived_damaged(situation, &damage.to_string()),
            Self::Restore(error) => error.message(),
            Self::Aftermath(error) => error.message(),
            Self::NoHomeDirectory
            | Self::FolderNotUsable { .. }
            | Self::Database(_)
            | Self::DatabaseMigration(_)
            | Self::DatabaseNewer { .. }
            | Self::DatabaseUnreadable { .. }
            | Self::Log(_)
            | Self::JobLost { .. }
            | Self::JobUnknown { .. } => self.own_house(),
            Self::ProfileUnknown { .. }
            | Self::ProfileNameTaken { .. }
            | Self::ProfileName { .. }
            | Self::UserMissing
            | Self::Address(_)
            | Self::VersionInvalid(_)
            | Self::FingerprintInvalid(_)
            | Self::AlarmInvalid { .. }
            | Self::KeyName { .. }
            | Self::NoteTooLong { .. }
            | Self::NoteMissing { .. }
            | Self::NothingChosen => self.entry(),
            Self::FingerprintDiffers { appliance, given, presented } => Message::warning(format!(
                "{appliance} presents another certificate than the one you gave, so it was not trusted."
            ))
            .why(format!("It presents {presented}; you gave {given}."))
            .next("Compare the fingerprint with the one on the appliance's console. Nothing was sent to it.")
            .offer(Offer::CompareCertificate),
            Self::Keyring { appliance, error } => keyring(appliance.as_deref(), *error),
            Self::PasswordNotStored { appliance, user } => {
                Message::warning(format!("No password of {appliance} is stored."))
                    .next(format!("Enter the password of {user}, for this once or to be kept in the keyring."))
                    .offer(Offer::EnterPassword)
            }
            Self::PasswordRefusedBefore { appliance, user } => Message::warning(format!(
                "The stored password of {user} for {appliance} did not work last time, so it was not sent again."
            ))
            .why("Repeated attempts with a wrong password lock the account.")
            .next("Enter the password. Logins may have changed with a restore; a lost one is cured with `createsuperuser`.")
            .offer(Offer::EnterPassword),
            Self::RunInProgress { appliance, holder } => in_progress(appliance, holder.as_ref()),
            Self::Destination { path, problem } => destination(path, problem),
            Self::Write { appliance, path, source, left } => {
                write(appliance, path, source.kind(), left.as_deref())
            }
            Self::SavedNotListed { appliance, path, source } => Message::failure(format!(
                "The backup of {appliance} is saved whole as {}, but the library could not take it.",
                path.display()
            ))
            .why(source.message().happened)
            .next("Keep the file. It comes into the library at the next start of CT-VL Backup, or when you add it."),
            Self::ArchiveUnknown { .. }
            | Self::ArchiveMissing { .. }
            | Self::ArchiveUnreadable { .. }
            | Self::ArchiveDiffers { .. }
            | Self::NotAnOrphan { .. } => self.archive_file(),
            Self::SystemRefused { wish, source } => system_refused(*wish, &**source),
            Self::Practice { source } => Message::failure("The practice appliance did not do what it was asked.")
                .why(sentence(&source.to_string()))
                .next("Stop it and start it again. A reset brings it back to the data of its first start.")
                .offer(Offer::TryAgain),
            Self::Cancelled => Message::information("Cancelled. Nothing was left behind.").offer(Offer::TryAgain),
        }
    }

    fn own_house(&self) -> Message {
        match self {
            Self::NoHomeDirectory => {
                Message::failure("This account has no home folder, so there is no place for the data.")
                    .next("Set the variable CTVL_BACKUP_HOME to a folder of your own.")
            }
            Self::FolderNotUsable { path, source } => {
                Message::failure(format!("{} cannot be used.", path.display()))
                    .why(format!("The system says: {}.", reason(source.kind())))
                    .next("Nothing was changed. Make it writable for this account, or choose another folder.")
            }
            Self::DatabaseNewer { found, known } => Message::failure(
                "A newer version of CT-VL Backup has used this data, and this version would misread it.",
            )
            .why(format!("The data has format {found}; this version knows formats up to {known}."))
            .next("Nothing was changed. Install the newer version again.")
            .offer(Offer::UpdateApp),
            Self::DatabaseMigration(_) => Message::failure(
                "The data of CT-VL Backup could not be brought up to date.",
            )
            .next("It is as it was before, and your archives are untouched. The log holds the details."),
            Self::Database(error) => database(error),
            Self::DatabaseUnreadable { what } => {
                Message::failure(format!("The data of CT-VL Backup holds an unreadable {what}."))
                    .next("Your archives are untouched. The log holds the details.")
            }
            Self::Log(source) => Message::failure("The log cannot be written.")
                .why(format!("The system says: {}.", reason(source.kind())))
                .next("Make its folder writable for this account, or make room on its disk. Your archives are untouched."),
            Self::JobUnknown { .. } => Message::warning("That job is over, or another program runs it.")
                .next("History shows how it ended. A job of another program is stopped there."),
            Self::JobLost { kind } => {
                let what = match kind {
                    JobKind::Backup => "The backup ended without a result. No archive was saved by it.",
                    JobKind::Verify => "The check ended without a result.",
                    JobKind::Restore => {
                        "The restore ended without a result. Look at the appliance's console."
                    }
                };
                Message::failure(what).why(DEFECT).offer(Offer::TryAgain)
            }
            other => Message::failure(sentence(&other.to_string())),
        }
    }

    fn entry(&self) -> Message {
        match self {
            Self::ProfileUnknown { asked } => Message::warning(format!("There is no appliance called {asked}."))
                .next("Look for its name in the list of appliances, or connect it first."),
            Self::ProfileNameTaken { name } => Message::warning(format!("There is an appliance called {name} already."))
                .next("Give this one another name."),
            Self::ProfileName { rule, .. } => Message::warning(match rule {
                NameRule::Empty => "The name is missing.",
                NameRule::TooLong => "The name has more than 45 characters.",
                NameRule::ControlCharacter => "The name holds a character that cannot be shown, such as a line break.",
                NameRule::LeadingDash => "The name begins with a dash, so a command line would take it for an option.",
                NameRule::LooksLikeAnId => "The name looks like an id of this application.",
            })
            .next("Give the appliance another name."),
            Self::UserMissing => Message::warning("The user name is missing.")
                .next("Enter the name of an account on the appliance that may take backups."),
            Self::Address(error) => Message::warning(format!("This address cannot be used: {error}.")),
            Self::VersionInvalid(typed) => Message::warning(format!("{:?} is not a CT-VL version.", typed.0))
                .next("A version looks like 2.8.6 or 2.3.0.258; the administration page shows it."),
            // What was typed stays out: it may be anything that was on the clipboard.
            Self::FingerprintInvalid(_) => Message::warning("This is not a certificate's fingerprint.")
                .why("A fingerprint is 64 hexadecimal digits (SHA-256), as the appliance's console shows them.")
                .next("Nothing was trusted.")
                .offer(Offer::CompareCertificate),
            Self::AlarmInvalid { days } => Message::warning(format!(
                "An alarm after {} without a verified backup cannot be set.",
                words::count(u64::from(*days), "day")
            ))
            .next("Choose 1 to 365 days. Nothing was changed."),
            Self::KeyName { name } => Message::warning(format!("{name:?} cannot be the name of a key."))
                .why("A key name has 1 to 255 bytes, without < > \\ and without characters that cannot be shown.")
                .offer(Offer::ChooseKey),
            Self::NoteTooLong { length } => Message::warning(format!(
                "The note has {length} characters, and {} is the most.",
                crate::backup::NOTE_CHARACTERS
            ))
            .next("Nothing was saved. Shorten the note."),
            Self::NoteMissing { appliance } => {
                Message::warning(format!("The backup of {appliance} before a change has no note, so it did not start."))
                    .why("It is kept until somebody lets it go, and only the note says what it was taken for.")
                    .next("Add a note that says what is about to change.")
            }
            Self::NothingChosen => Message::warning("Nothing was chosen.")
                .next("Choose at least one archive.")
                .offer(Offer::ChooseArchive),
            other => Message::warning(sentence(&other.to_string())),
        }
    }

    fn archive_file(&self) -> Message {
        match self {
            Self::ArchiveUnknown { id } => Message::warning(format!("The library has no archive {id}."))
                .next("It may have been taken out of the library. Choose another, or add its file again.")
                .offer(Offer::ChooseArchive),
            Self::ArchiveMissing { path } => Message::failure(format!("{} is not there.", name(path)))
                .why(format!("It was expected in {}.", folder(path)))
                .next("Its folder may be on a share that is away.")
                .offer(Offer::FindAnotherCopy),
            Self::ArchiveUnreadable { path, source } => {
                Message::failure(format!("{} cannot be read.", name(path)))
                    .why(format!("The system says: {}.", reason(source.kind())))
                    .next("Whether it is whole is not known.")
                    .offer(Offer::TryAgain)
            }
            Self::ArchiveDiffers { path } => Message::warning(format!(
                "{} is another archive, so the library was not changed.",
                name(path)
            ))
            .why("Its content is not what the library knows of the missing one.")
            .offer(Offer::ChooseArchive),
            Self::NotAnOrphan { path } => Message::warning(format!("{} was not removed.", name(path)))
                .why("It is not the unfinished file of a run that is over.")
                .next("Look at the list of unfinished files again; one that a run is writing goes away with that run."),
            other => Message::failure(sentence(&other.to_string())),
        }
    }
}

fn arrived_damaged(situation: &Situation, damage: &str) -> Message {
    Message::failure(format!("The backup of {} arrived damaged and was thrown away.", situation.appliance))
        .why(format!("{}.", sentence_start(damage)))
        .next(super::appliance::nothing_saved(situation))
        .offer(Offer::TryAgain)
}

fn keyring(appliance: Option<&str>, error: SecretStoreError) -> Message {
    let whose =
        appliance.map_or_else(|| "the receipt key".to_owned(), |name| format!("the password of {name}"));
    let message = match error {
        SecretStoreError::Locked => {
            Message::warning(format!("The keyring is locked, so {whose} cannot be read."))
                .offer(Offer::UnlockKeyring)
        }
        SecretStoreError::Absent => {
            Message::warning(format!("This session has no keyring, so {whose} is not at hand."))
                .next("Enter the password each time; it is kept in memory only.")
        }
        SecretStoreError::Refused => {
            Message::failure(format!("The keyring refused to hand out or to keep {whose}."))
                .next("Allow CT-VL Backup in the keyring's own settings, then try again.")
                .offer(Offer::TryAgain)
        }
        SecretStoreError::NotFound => {
            Message::warning(format!("The keyring does not hold {whose}.")).next(if appliance.is_some() {
                "Enter it to keep it there."
            } else {
                "The next backup makes a new one."
            })
        }
        SecretStoreError::Unreadable => {
            Message::failure(format!("The keyring holds {whose}, but not as it was stored there."))
                .next("Enter it again to replace it.")
        }
    };
    if appliance.is_some() { message.offer(Offer::EnterPasswordOnce) } else { message }
}

fn in_progress(appliance: &str, holder: Option<&LockHolder>) -> Message {
    let message =
        Message::warning(format!("Something else is working with {appliance} now, so this did not start."));
    let message = match holder {
        Some(holder) => {
            let what = match holder.kind {
                JobKind::Backup => "a backup",
                JobKind::Verify => "a check",
                JobKind::Restore => "a restore",
            };
            let since = holder.since.strftime("%H:%M UTC");
            message
                .why(format!("It is {what} by {} (process {}), since {since}.", holder.program, holder.pid))
        }
        None => message,
    };
    message.next("Only one run at a time goes to an appliance. Wait until it is over.").offer(Offer::TryAgain)
}

fn destination(path: &Path, problem: &DestinationProblem) -> Message {
    let path = path.display();
    let message = match problem {
        DestinationProblem::Missing => Message::failure(format!("The folder {path} is not there."))
            .next("If it is on a share, the share may be away. Nothing was asked of the appliance."),
        DestinationProblem::NotAFolder => {
            Message::failure(format!("{path} is not a folder.")).next("Nothing was asked of the appliance.")
        }
        DestinationProblem::NotWritable { reason: kind } => {
            Message::failure(format!("Nothing can be written to the folder {path}."))
                .why(format!("The system says: {}.", reason(*kind)))
                .next("Nothing was asked of the appliance.")
        }
        DestinationProblem::MarkerMissing => Message::failure(format!(
            "The folder {path} is there, but nothing that was put into it is."
        ))
        .why("An unmounted share looks like this.")
        .next("Mount it; or choose the folder again in the appliance's settings, if it is the right one."),
        DestinationProblem::TooLittleSpace { free, needed } => {
            Message::failure(format!("There is too little space in the folder {path}."))
                .why(format!(
                    "It has {} free, and at least {} are needed.",
                    words::size(*free),
                    words::size(*needed)
                ))
                .next("Nothing was saved. Make room, or choose another folder.")
        }
    };
    message.offer(Offer::ChooseFolder).offer(Offer::TryAgain)
}

fn write(appliance: &str, path: &Path, kind: ErrorKind, left: Option<&Path>) -> Message {
    let place = folder(path);
    let message = match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Message::failure(format!(
            "The folder {place} is full, so the backup of {appliance} could not be saved."
        )),
        _ => Message::failure(format!("The backup of {appliance} could not be written to {place}."))
            .why(format!("The system says: {}.", reason(kind))),
    };
    message
        .next(match left {
            None => "The unfinished file is gone again, and the archives you have are untouched.".to_owned(),
            Some(part) => format!(
                "The unfinished file could not be removed: {}. Remove it when the folder can be reached; the archives \
                 you have are untouched.",
                part.display()
            ),
        })
        .offer(Offer::ChooseFolder)
        .offer(Offer::TryAgain)
}

fn system_refused(wish: SystemWish, source: &dyn std::error::Error) -> Message {
    let (happened, next) = match wish {
        SystemWish::ShowFile => ("The file could not be shown.", "Open its folder in the file manager."),
        SystemWish::OpenFolder => ("The folder could not be opened.", "Open it in the file manager."),
        SystemWish::OpenPage => {
            ("The page could not be opened.", "Type the appliance's address into a browser.")
        }
        SystemWish::CopyText => {
            ("The text is not on the clipboard.", "Select it and copy it with the keyboard.")
        }
        SystemWish::MoveToTrash => (
            "The file was not moved to the trash.",
            "It stays where it is. A folder on a share may have no trash; remove it there by hand, if it is to go.",
        ),
    };
    Message::failure(happened).why(format!("The system says: {source}.")).next(next).offer(Offer::TryAgain)
}

fn database(error: &rusqlite::Error) -> Message {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly};
    let why = match error.sqlite_error_code() {
        Some(DatabaseBusy) => "Another program holds it for longer than it should.",
        Some(DiskFull) => "The disk is full.",
        Some(ReadOnly) => "It cannot be written to.",
        Some(DatabaseCorrupt | NotADatabase) => "The file is damaged.",
        _ => "The log holds the details.",
    };
    Message::failure("The data of CT-VL Backup could not be read or written.")
        .why(why)
        .next("Your archives are untouched.")
        .offer(Offer::TryAgain)
}

/// An input or output error in words; the system's own text is in its language and for its log.
pub(crate) fn reason(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound => "it is not there".to_owned(),
        ErrorKind::PermissionDenied => "this account may not do that".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "it can only be read".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::QuotaExceeded => "the quota is used up".to_owned(),
        ErrorKind::NotADirectory => "a part of the path is not a folder".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::AlreadyExists => "there is something of that name already".to_owned(),
        ErrorKind::NotSeekable => "it is no ordinary file".to_owned(),
        other => other.to_string(),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn folder(path: &Path) -> String {
    path.parent().unwrap_or(path).display().to_string()
}

fn sentence(text: &str) -> String {
    format!("{}.", sentence_start(text))
}

pub(super) fn sentence_start(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(super) fn not_done(activity: Activity) -> &'static str {
    match activity {
        Activity::BackUp => "Nothing was saved.",
        Activity::SafetyBackup | Activity::PlanRestore => "Nothing was changed.",
        Activity::LookAtCertificate | Activity::Test | Activity::ListKeys => "Nothing was changed on it.",
        Activity::Restore | Activity::Reboot | Activity::SignInAfterRestore => "Look at its console.",
    }
}
