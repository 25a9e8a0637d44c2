//! Side by side on the same bytes from the same server in one run: pairs taken in turn after a warm-up, the median of
//! their ratios, and how far they spread. A figure that was missed is printed like one that was met.

mod appearances;
mod archive;
mod facts;
pub mod peak;
mod rows;
mod server;
mod size;
mod stats;
pub mod window;

use std::path::{Path, PathBuf};

use crate::process::{TaskError, at, cargo, run as run_command};
use crate::{setup, workspace};
use rows::Bench;
use size::Size;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct BenchArgs {
    /// Size of the archive that is fetched and checked.
    #[arg(long, default_value = "1GiB")]
    size: Size,
    /// How many pairs are measured, after one that is not.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Where archives lie. Without it in memory, if there is room: a slow disk would drown every difference.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Size of the large archive of the memory rows; the small one has 64 MiB.
    #[arg(long, value_name = "SIZE", default_value = "4GiB")]
    large: Size,
    /// Members that compress, instead of the encrypted ones that an appliance makes.
    #[arg(long)]
    deflated: bool,
    /// Leave out the window's rows, which need the window built for release.
    #[arg(long)]
    without_window: bool,
}

const SMALL: Size = Size(64 << 20);
const MEMORY_FOLDER: &str = "/dev/shm";

/// Measures and prints.
pub fn run(args: &BenchArgs) -> Result<(), TaskError> {
    setup::for_bench()?;
    println!("Building the command line for release.");
    run_command(cargo().args(["build", "--release", "--package", "ctvl-backup-cli"]))?;

    let place = place(args)?;
    let scratch = tempfile::Builder::new().prefix("ctvl-bench-").tempdir_in(&place).map_err(at(&place))?;
    println!("\n{}", facts::machine(scratch.path()));

    let bench = Bench::prepare(scratch.path(), args.size, args.runs, args.deflated)?;
    println!("{}", stats::HEADER);
    let mut met = true;
    for row in bench.backup_rows()? {
        met &= row.print();
    }
    for row in bench.verify_rows()? {
        met &= row.print();
    }
    for row in bench.disk_rows(&workspace::target())? {
        met &= row.print();
    }
    drop(bench);
    if cfg!(target_os = "linux") && !args.without_window {
        met &= window::run(args.runs)?;
    }

    println!("\n{}", stats::MEMORY_HEADER);
    for size in [SMALL, args.large] {
        let bench = Bench::prepare(scratch.path(), size, 1, args.deflated)?;
        for row in bench.memory_rows()? {
            met &= row.print();
        }
    }
    let word = if met { "Every figure is met." } else { "Not every figure is met; see MISS above." };
    println!("\n{word}");
    Ok(())
}

/// In memory if the largest archive fits there three times, else beside the builds.
fn place(args: &BenchArgs) -> Result<PathBuf, TaskError> {
    if let Some(dir) = &args.dir {
        std::fs::create_dir_all(dir).map_err(at(dir))?;
        return Ok(dir.clone());
    }
    let needed = args.size.0.max(args.large.0).saturating_mul(3);
    let memory = Path::new(MEMORY_FOLDER);
    if memory.is_dir()
        && facts::free_bytes(memory).is_some_and(|free| free > needed)
        && facts::free_memory() > needed
    {
        return Ok(memory.to_path_buf());
    }
    let target = workspace::target();
    std::fs::create_dir_all(&target).map_err(at(&target))?;
    Ok(target)
}
