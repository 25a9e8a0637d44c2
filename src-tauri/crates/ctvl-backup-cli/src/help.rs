//! Each command's examples run as printed, apart from names and addresses: a test looks for the command in its own
//! examples.

/// Shown by `-h`.
pub const ROOT: &str = "\
Examples:
  ctvl-backup-cli appliance add \"Payments EU\" --url https://ctvl-prd-1.pay.example --user svc-backup
  ctvl-backup-cli backup \"Payments EU\" --to /srv/backups
  ctvl-backup-cli verify /srv/backups/*.zip

Exit codes: 0 done, 1 failed, 2 usage, 3 not verifiable, 4 damaged, 5 refused by a rule,
6 cancelled, 7 credentials, certificate or a guided step need a person.";

/// Shown by `--help` and in the manual page.
pub const ROOT_LONG: &str = "\
Examples:
  Connect an appliance, back it up, look at what you have:
    ctvl-backup-cli appliance add \"Payments EU\" --url https://ctvl-prd-1.pay.example --user svc-backup
    ctvl-backup-cli backup \"Payments EU\" --to /srv/backups
    ctvl-backup-cli list

  Check archives, wherever they lie:
    ctvl-backup-cli verify /srv/backups/*.zip

  See what a restore would do, without doing it:
    ctvl-backup-cli restore \"Payments EU\" /srv/backups/backup_2026-11-12T02-00-04.zip --plan-only

  Learn on a practice appliance:
    ctvl-backup-cli practice --add-profile Practice

Passwords:
  A password comes from the system's keyring, from a prompt, or with --password-stdin from the first line of
  standard input. It is never an argument and never an environment variable.

Output:
  Results go to standard output, progress and errors to standard error. With --json the result is one document;
  progress, notes and errors are one object a line, each with a \"type\". Colour appears only on a terminal and not with
  NO_COLOR set.

Interrupting:
  Ctrl-C cancels cleanly: the unfinished file is removed. A second Ctrl-C stops at once and says what is left.
  A restore that has begun goes on on the appliance; there a second Ctrl-C ends the watching only. A termination
  signal, or a terminal that is closed, counts as Ctrl-C, except under nohup.

Exit codes:
  0  done
  1  failed
  2  usage
  3  an archive cannot be verified completely
  4  an archive is damaged
  5  refused by a rule
  6  cancelled
  7  the credentials, the certificate or a step of a guided restore need a person

Environment:
  CTVL_BACKUP_HOME  one folder for profiles, library and logs, instead of the system's places
  NO_COLOR          no colour";

pub const STATUS: &str = "\
Examples:
  ctvl-backup-cli status
  ctvl-backup-cli status --json

An appliance is at risk when its newest verified backup is older than its alarm. It needs attention
when something stops its next backup or waits for you. Practice appliances are not counted.";

pub const APPLIANCE: &str = "\
Examples:
  ctvl-backup-cli appliance add \"Payments EU\" --url https://ctvl-prd-1.pay.example --user svc-backup
  ctvl-backup-cli appliance list
  ctvl-backup-cli appliance test \"Payments EU\"";

pub const APPLIANCE_ADD: &str = "\
Examples:
  On a terminal; shows the certificate and asks for the password:
    ctvl-backup-cli appliance add \"Payments EU\" --url https://ctvl-prd-1.pay.example --user svc-backup

  In a script, with the fingerprint you compared on the appliance's console:
    ctvl-backup-cli appliance add \"Payments EU\" --url https://ctvl-prd-1.pay.example --user svc-backup \\
      --trust 3B:90:C7:1F:…:18:64 --password-stdin --to /srv/backups < password-file

  On a machine without a keyring; every later command gets the password with --password-stdin:
    ctvl-backup-cli appliance add DR --url dr.pay.example --user svc-backup --do-not-store";

pub const APPLIANCE_LIST: &str = "\
Examples:
  ctvl-backup-cli appliance list
  ctvl-backup-cli appliance list --json";

pub const APPLIANCE_SHOW: &str = "\
Examples:
  ctvl-backup-cli appliance show \"Payments EU\"";

pub const APPLIANCE_CHANGE: &str = "\
Examples:
  ctvl-backup-cli appliance change \"Payments EU\" --alarm-days 3
  ctvl-backup-cli appliance change \"Payments EU\" --key pay-2026 --exclude-counters
  ctvl-backup-cli appliance change \"Payments EU\" --url https://ctvl-prd-7.pay.example

What the appliance is asked for next, such as its certificate or its password, is said afterwards.";

pub const APPLIANCE_TEST: &str = "\
Examples:
  ctvl-backup-cli appliance test \"Payments EU\"
  ctvl-backup-cli appliance test \"Payments EU\" --password-stdin < password-file";

pub const APPLIANCE_TRUST: &str = "\
Examples:
  Compare on a terminal:
    ctvl-backup-cli appliance trust \"Payments EU\"

  In a script, with the fingerprint you compared on the appliance's console:
    ctvl-backup-cli appliance trust \"Payments EU\" --trust E8:27:5C:D1:…:7B:59";

pub const APPLIANCE_PASSWORD: &str = "\
Examples:
  ctvl-backup-cli appliance password \"Payments EU\"
  ctvl-backup-cli appliance password \"Payments EU\" --password-stdin < password-file
  ctvl-backup-cli appliance password \"Payments EU\" --forget";

pub const APPLIANCE_REMOVE: &str = "\
Examples:
  ctvl-backup-cli appliance remove \"Loyalty APAC\"
  ctvl-backup-cli appliance remove \"Loyalty APAC\" --yes";

pub const BACKUP: &str = "\
Examples:
  Into the profile's folder, with its key:
    ctvl-backup-cli backup \"Payments EU\"

  Before an upgrade; pinned archives are never removed:
    ctvl-backup-cli backup \"Payments EU\" --pin --note \"Before the upgrade to 2.8.6\"

  When a backup with counters times out:
    ctvl-backup-cli backup \"Card vault US\" --exclude-counters

  In a script, on a machine without a keyring:
    ctvl-backup-cli backup \"Payments EU\" --to /srv/backups --password-stdin --json < password-file";

pub const VERIFY: &str = "\
Examples:
  ctvl-backup-cli verify backup_2026-11-12T02-00-04.zip
  ctvl-backup-cli verify --json /srv/backups/*.zip";

pub const INSPECT: &str = "\
Examples:
  ctvl-backup-cli inspect backup_2026-11-12T02-00-04.zip
  ctvl-backup-cli inspect --json backup_2026-11-12T02-00-04.zip";

pub const LIST: &str = "\
Examples:
  ctvl-backup-cli list
  ctvl-backup-cli list --appliance \"Payments EU\" --state verified
  ctvl-backup-cli list --search \"3f9a 22c1\"
  ctvl-backup-cli list --json";

pub const ARCHIVE: &str = "\
Examples:
  ctvl-backup-cli archive show 12
  ctvl-backup-cli archive pin 12 14
  ctvl-backup-cli archive trash 7

An archive goes by the number that `list` shows.";

pub const ARCHIVE_SHOW: &str = "\
Examples:
  ctvl-backup-cli archive show 12
  ctvl-backup-cli archive show 12 --json";

pub const ARCHIVE_ADD: &str = "\
Examples:
  ctvl-backup-cli archive add /srv/backups
  ctvl-backup-cli archive add backup_2026-11-12T02-00-04.zip";

pub const ARCHIVE_PIN: &str = "\
Examples:
  ctvl-backup-cli archive pin 12 14";

pub const ARCHIVE_UNPIN: &str = "\
Examples:
  ctvl-backup-cli archive unpin 12";

pub const ARCHIVE_NOTE: &str = "\
Examples:
  ctvl-backup-cli archive note 12 \"Before the upgrade to 2.8.6\"
  ctvl-backup-cli archive note 12 --remove";

pub const ARCHIVE_FIND: &str = "\
Examples:
  ctvl-backup-cli archive find 12 /mnt/vault/backup_2026-11-12T02-00-04.zip";

pub const ARCHIVE_LOOK_AGAIN: &str = "\
Examples:
  ctvl-backup-cli archive look-again";

pub const ARCHIVE_TRASH: &str = "\
Examples:
  On a terminal; you are asked before anything is moved:
    ctvl-backup-cli archive trash 7

  In a script:
    ctvl-backup-cli archive trash 7 9 --yes";

pub const ARCHIVE_FORGET: &str = "\
Examples:
  ctvl-backup-cli archive forget 7";

pub const RESTORE: &str = "\
Examples:
  See what would happen; nothing is changed:
    ctvl-backup-cli restore \"Payments EU\" backup_2026-11-11T16-40-12.zip --plan-only

  Restore; on a terminal you are asked to type the host name:
    ctvl-backup-cli restore \"Payments EU\" backup_2026-11-11T16-40-12.zip

  In a script; bound to the plan that was looked at:
    ctvl-backup-cli restore \"Payments EU\" backup_2026-11-11T16-40-12.zip --plan 9f2c41d78a29 \\
      --confirm ctvl-prd-1.pay.example --old-cluster-acknowledged --password-stdin < password-file

  The node cannot make a safety backup any more:
    ctvl-backup-cli restore \"Payments EU\" backup_2026-11-11T16-40-12.zip --node-already-lost

  Go on with a restore that waits for you, or whose reboot nobody watches:
    ctvl-backup-cli restore \"Payments EU\" --resume
    ctvl-backup-cli restore \"Payments EU\" --resume --say restore-pressed

A reboot is watched for two hours. After that the command ends with what is known, and the restore
stays open: --resume watches it again.

There is no option that overrides a rule: a target that is too old is refused.";

pub const AFTERMATH: &str = "\
Examples:
  ctvl-backup-cli aftermath list \"Payments EU\"
  ctvl-backup-cli aftermath tick 3";

pub const AFTERMATH_LIST: &str = "\
Examples:
  ctvl-backup-cli aftermath list
  ctvl-backup-cli aftermath list \"Payments EU\" --all";

pub const AFTERMATH_TICK: &str = "\
Examples:
  ctvl-backup-cli aftermath tick 3";

pub const ACTIVITY: &str = "\
Examples:
  ctvl-backup-cli activity
  ctvl-backup-cli activity --appliance \"Payments EU\" --failed
  ctvl-backup-cli activity --search 7F3K-29QD
  ctvl-backup-cli activity --limit 500 --json
  ctvl-backup-cli activity --limit 5000 --csv > activity.csv";

pub const TREND: &str = "\
Examples:
  ctvl-backup-cli trend \"Payments EU\"
  ctvl-backup-cli trend \"Payments EU\" --json";

pub const SETTINGS: &str = "\
Examples:
  ctvl-backup-cli settings
  ctvl-backup-cli settings --archives-folder /srv/backups
  ctvl-backup-cli settings --own-archives-folder
  ctvl-backup-cli settings --safety-backup on";

pub const DIAGNOSTICS: &str = "\
Examples:
  ctvl-backup-cli diagnostics > report.txt";

pub const PRACTICE: &str = "\
Examples:
  Start one and connect it as \"Practice\":
    ctvl-backup-cli practice --add-profile Practice

  Then, in another terminal:
    ctvl-backup-cli backup Practice --to .

  In a script; the first start makes its user with this password:
    ctvl-backup-cli practice --data /srv/practice --port 8443 --password-stdin --json < password-file

  Rehearse the guided restore:
    ctvl-backup-cli practice --hide-direct-route";

pub const COMPLETIONS: &str = "\
Examples:
  ctvl-backup-cli completions bash > ~/.local/share/bash-completion/completions/ctvl-backup-cli
  ctvl-backup-cli completions zsh > ~/.zfunc/_ctvl-backup-cli
  ctvl-backup-cli completions powershell | Out-String | Invoke-Expression";

pub const MAN: &str = "\
Examples:
  ctvl-backup-cli man /usr/local/share/man/man1";
