//! Folders that another program synchronises with a cloud service, recognised by where such programs put them. Backups of
//! tokenization data in somebody's cloud are worth a word, and a file that the service has evicted is not there.

use std::path::{Component, Path, PathBuf};

/// A service that keeps folders in step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyncService {
    /// Microsoft's.
    OneDrive,
    /// Dropbox's.
    Dropbox,
    /// Google's.
    GoogleDrive,
    /// Apple's.
    ICloudDrive,
    /// A Nextcloud server's.
    Nextcloud,
    /// Box's.
    Box,
}

impl SyncService {
    /// Its name, as its maker writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneDrive => "OneDrive",
            Self::Dropbox => "Dropbox",
            Self::GoogleDrive => "Google Drive",
            Self::ICloudDrive => "iCloud Drive",
            Self::Nextcloud => "Nextcloud",
            Self::Box => "Box",
        }
    }
}

/// The variables by which OneDrive names its folders on Windows. A folder there may have any name.
const ONE_DRIVE_VARIABLES: [&str; 3] = ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"];

/// The service that keeps this folder in step, if it is one of those.
pub(super) fn recognise(folder: &Path) -> Option<SyncService> {
    let one_drive: Vec<PathBuf> = if cfg!(windows) {
        ONE_DRIVE_VARIABLES.iter().filter_map(std::env::var_os).map(PathBuf::from).collect()
    } else {
        Vec::new()
    };
    let home = directories::BaseDirs::new().map(|base| base.home_dir().to_owned());
    service_of(folder, home.as_deref(), &one_drive)
}

fn service_of(folder: &Path, home: Option<&Path>, one_drive: &[PathBuf]) -> Option<SyncService> {
    if one_drive.iter().any(|root| !root.as_os_str().is_empty() && folder.starts_with(root)) {
        return Some(SyncService::OneDrive);
    }
    folder.ancestors().find_map(|above| {
        let name = above.file_name()?.to_str()?.to_lowercase();
        let parent = above.parent()?;
        let below = |root: Option<&Path>| root == Some(parent);
        match name.as_str() {
            // `OneDrive - Contoso` on Windows, `OneDrive-Contoso` in macOS's CloudStorage.
            _ if is_or_begins(&name, "onedrive", &[" - ", "-"]) => Some(SyncService::OneDrive),
            _ if is_or_begins(&name, "dropbox", &[" (", "-"]) => Some(SyncService::Dropbox),
            "google drive" => Some(SyncService::GoogleDrive),
            _ if is_or_begins(&name, "googledrive", &["-"]) => Some(SyncService::GoogleDrive),
            // Google's drive letter on Windows holds these two.
            "my drive" | "shared drives" if is_drive(parent) => Some(SyncService::GoogleDrive),
            "iclouddrive" | "icloud drive" => Some(SyncService::ICloudDrive),
            "mobile documents" if parent.ends_with("Library") => Some(SyncService::ICloudDrive),
            "nextcloud" => Some(SyncService::Nextcloud),
            // A plain word, so only where the program puts it.
            "box" | "box sync" if below(home) => Some(SyncService::Box),
            "box-box" if parent.ends_with("CloudStorage") => Some(SyncService::Box),
            _ => None,
        }
    })
}

fn is_or_begins(name: &str, service: &str, separators: &[&str]) -> bool {
    name.strip_prefix(service)
        .is_some_and(|rest| rest.is_empty() || separators.iter().any(|separator| rest.starts_with(separator)))
}

/// Whether it is the root of a drive letter.
fn is_drive(path: &Path) -> bool {
    let mut parts = path.components();
    matches!(parts.next(), Some(Component::Prefix(_)))
        && matches!(parts.next(), Some(Component::RootDir))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &str) -> Option<&'static str> {
        service_of(Path::new(folder), Some(Path::new("/home/ada")), &[]).map(SyncService::name)
    }

    #[test]
    fn each_service_is_known_by_the_places_it_uses() {
        for (folder, service) in [
            ("/home/ada/OneDrive/Backups", "OneDrive"),
            ("/home/ada/OneDrive - Contoso GmbH/Documents/CT-VL Backup", "OneDrive"),
            ("/Users/ada/Library/CloudStorage/OneDrive-Contoso", "OneDrive"),
            ("/home/ada/Dropbox", "Dropbox"),
            ("/home/ada/Dropbox (Personal)/x", "Dropbox"),
            ("/Users/ada/Library/CloudStorage/Dropbox/x", "Dropbox"),
            ("/home/ada/Google Drive/x", "Google Drive"),
            ("/Users/ada/Library/CloudStorage/GoogleDrive-ada@pay.example/My Drive", "Google Drive"),
            ("/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/Backups", "iCloud Drive"),
            ("/home/ada/iCloudDrive/x", "iCloud Drive"),
            ("/home/ada/Nextcloud/x", "Nextcloud"),
            ("/home/ada/nextcloud", "Nextcloud"),
            ("/home/ada/Box/x", "Box"),
            ("/home/ada/Box Sync", "Box"),
            ("/Users/ada/Library/CloudStorage/Box-Box/x", "Box"),
        ] {
            assert_eq!(of(folder), Some(service), "{folder}");
        }
    }

    #[test]
    fn other_folders_are_not_suspected() {
        for folder in [
            "/",
            "/home/ada/CT-VL Backup",
            "/mnt/share/Box/archives",
            "/data/my drive/x",
            "/srv/onedrives",
            "/srv/dropboxes/x",
            "/home/ada/mobile documents",
            "/home/ada/nextcloud-data",
        ] {
            assert_eq!(of(folder), None, "{folder}");
        }
    }

    #[test]
    fn onedrive_is_believed_about_its_own_folders_whatever_they_are_called() {
        let roots = [PathBuf::from("/corp/cloud"), PathBuf::new()];
        let found = |folder: &str| service_of(Path::new(folder), None, &roots);
        assert_eq!(found("/corp/cloud/Documents"), Some(SyncService::OneDrive));
        assert_eq!(found("/corp/clouds"), None, "a longer name is another folder");
        assert_eq!(found("/elsewhere"), None, "an empty variable names nothing");
    }
}
