//! The window's rows: how long until it is there, what it takes of memory, and what a large library adds. Its peer is
//! an empty Tauri window of the same build.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::appearances::Appearances;
use super::stats::{self, Row};
use crate::process::{self, TaskError, cargo, run as run_command, spelled};
use crate::{session, setup, ui, workspace};

/// The title of the app's window, and that of its peer.
const OURS: &str = "CT-VL Backup";
const EMPTY: &str = "Empty window";

/// Longer than any window may take.
const LIMIT: Duration = Duration::from_secs(60);
/// After this long a window that is there has done what it does at its start.
const SETTLED: Duration = Duration::from_secs(3);
/// How many archives the large library has.
const MANY: u32 = 100_000;
/// What a large library may add, at most.
const ADDED: Duration = Duration::from_millis(100);

/// How often.
#[derive(Debug, clap::Args)]
pub struct WindowArgs {
    /// How many pairs are measured, after one that is not.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
}

/// Builds both programs and measures them on a display and a bus of their own.
pub fn run(runs: u16) -> Result<bool, TaskError> {
    setup::for_window_bench()?;
    ui::build()?;
    println!("\nBuilding the window and its peer for release.");
    let build = ["build", "--release", "--package", "ctvl-backup", "--bin", "ctvl-backup"];
    run_command(cargo().args(build).args(["--example", "empty-window"]))?;

    let home = session::scratch()?;
    let myself = process::myself()?.display().to_string();
    let runs = runs.to_string();
    let words = [myself.as_str(), "bench-window", "--runs", runs.as_str()];
    match run_command(&mut session::prepared(&words, home.path())?) {
        Ok(()) => Ok(true),
        // A figure that was missed ends the inner program with a failure; it has told which.
        Err(TaskError::Failed { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The part that runs on the display.
pub fn run_inside(args: &WindowArgs) -> Result<(), TaskError> {
    let scratch = session::scratch()?;
    let small = scratch.path().join("small");
    let large = scratch.path().join("large");
    println!("{}", stats::HEADER);
    let mut met = ready_row(args.runs, &small)?.print();
    for row in library_rows(args.runs, &small, &large)? {
        met &= row.print();
    }
    println!();
    for (what, window) in [("the window", Window::ours(&small)), ("an empty Tauri window", Window::empty())] {
        let bytes = window.memory()?;
        println!("memory of {what:<36} {:>7.1} MiB (its processes' proportional share)", mib(bytes));
    }
    if met { Ok(()) } else { Err(TaskError::AlreadyTold) }
}

/// Until the window is on the screen. Its view is built then; a hidden window paints nothing, so its pixels come after it.
fn ready_row(runs: u16, home: &Path) -> Result<Row, TaskError> {
    let mut pairs = Vec::new();
    for run in 0..=runs {
        let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
        for turn in 0..2 {
            if (turn + run) % 2 == 0 {
                ours = Window::ours(home).ready()?;
            } else {
                theirs = Window::empty().ready()?;
            }
        }
        if run > 0 {
            pairs.push((ours, theirs));
        }
    }
    Ok(Row { what: "window ready : empty Tauri window".into(), pairs, target: Some(1.25) })
}

/// Opening, sorting and filtering a large library beside an empty one, through the same engine without a window.
fn library_rows(runs: u16, small: &Path, large: &Path) -> Result<Vec<stats::AddedRow>, TaskError> {
    println!("Filling a library with {MANY} archives.");
    let cli = workspace::binary("release", "ctvl-backup-cli");
    // The first call makes the database.
    for home in [small, large] {
        list(&cli, home, &[])?;
    }
    fill(&large.join("data/ctvl-backup.sqlite3"))?;
    let questions: [(&str, &[&str]); 4] = [
        ("opens", &[]),
        ("sorts by size", &["--sort", "largest"]),
        ("sorts by state", &["--sort", "state"]),
        ("filters by text", &["--search", "pay-2026"]),
    ];
    let mut rows = Vec::new();
    for (what, words) in questions {
        let mut pairs = Vec::new();
        for run in 0..=runs {
            let (ours, theirs) = (list(&cli, large, words)?, list(&cli, small, words)?);
            if run > 0 {
                pairs.push((ours, theirs));
            }
        }
        let what = format!("a library of {MANY} {what} : an empty one");
        rows.push(stats::AddedRow { what, pairs, at_most: ADDED });
    }
    Ok(rows)
}

fn list(cli: &Path, home: &Path, words: &[&str]) -> Result<Duration, TaskError> {
    let mut command = Command::new(cli);
    command.args(["list", "--json", "--limit", "200"]).args(words).env("CTVL_BACKUP_HOME", home);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let begun = Instant::now();
    run_command(&mut command)?;
    Ok(begun.elapsed())
}

/// Rows as the engine writes them. Files are not made for them: the library is what is measured.
fn fill(database: &Path) -> Result<(), TaskError> {
    let rows = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})
         INSERT INTO archives (path, folder, name, size, sha256, appliance, address, created, created_source, key_known,
                               key_name, counters, purpose, state, checked_at, receipt, pinned, search, added_at)
         SELECT printf('/archives/%06d/backup_2026-01-01T00-00-00.zip', i), printf('/archives/%06d', i),
                'backup_2026-01-01T00-00-00.zip', 1000000 + (i * 7919) % 1000003, lower(hex(randomblob(32))),
                printf('Appliance %03d', i % 200), 'ctvl.example', 1700000000000 + i * 60000, 'receipt', 1,
                printf('pay-%d', 2020 + i % 7), 'included', 'regular',
                CASE i % 10 WHEN 0 THEN 'unverified' ELSE 'verified' END, 1700000000000 + i * 60000, 'signed-here',
                i % 50 = 0, printf('backup_2026 appliance %03d pay-%d', i % 200, 2020 + i % 7), 1700000000000
         FROM n;"
    );
    run_command(Command::new("sqlite3").arg(database).arg(rows))
}

/// A window that is to be opened.
struct Window {
    program: PathBuf,
    title: &'static str,
    environment: BTreeMap<&'static str, PathBuf>,
}

impl Window {
    fn ours(home: &Path) -> Self {
        let environment = BTreeMap::from([("CTVL_BACKUP_HOME", home.to_path_buf())]);
        Self { program: workspace::binary("release", "ctvl-backup"), title: OURS, environment }
    }

    fn empty() -> Self {
        let program = workspace::binary("release", "examples/empty-window");
        Self { program, title: EMPTY, environment: BTreeMap::new() }
    }

    /// How long from its start until it is on the screen.
    fn ready(&self) -> Result<Duration, TaskError> {
        let appearances = Appearances::watch()?;
        let begun = Instant::now();
        let mut child = self.open()?;
        let shown = self.shown(&appearances, begun);
        close(&mut child);
        shown
    }

    /// What it and its processes take of memory once they are at rest, in bytes.
    fn memory(&self) -> Result<u64, TaskError> {
        let appearances = Appearances::watch()?;
        let mut child = self.open()?;
        let shown = self.shown(&appearances, Instant::now());
        thread::sleep(SETTLED);
        let bytes = share_of(child.id());
        close(&mut child);
        shown.map(|_| bytes)
    }

    fn open(&self) -> Result<Child, TaskError> {
        let mut command = Command::new(&self.program);
        command.envs(&self.environment).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let program = spelled(&command);
        command.spawn().map_err(|cause| TaskError::NotStarted { program, cause })
    }

    fn shown(&self, appearances: &Appearances, begun: Instant) -> Result<Duration, TaskError> {
        while begun.elapsed() < LIMIT {
            if appearances.of(self.title)? {
                return Ok(begun.elapsed());
            }
            thread::sleep(Duration::from_millis(1));
        }
        Err(TaskError::Missing(format!("{} did not come within {} s.", self.title, LIMIT.as_secs())))
    }
}

fn close(child: &mut Child) {
    for process in tree(child.id()) {
        let _already_gone = process::succeeds(Command::new("kill").args(["-9", &process.to_string()]));
    }
    let _reaped = child.wait();
}

/// A process and everything it started.
fn tree(root: u32) -> Vec<u32> {
    let mut all = vec![root];
    let mut at = 0;
    while let Some(parent) = all.get(at).copied() {
        let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
        all.extend(children.unwrap_or_default().split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
        at += 1;
    }
    all
}

/// Memory that several processes share counts for each by its part.
fn share_of(root: u32) -> u64 {
    let share = |process: u32| {
        let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()
    };
    tree(root).into_iter().filter_map(share).sum::<u64>() * 1024
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}
