//! An archive on its way in: streamed to a file of this node that goes away when nobody needs it any more.

use std::fs::File;

use tokio::io::AsyncWriteExt;

use crate::backup::TemporaryFile;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::StoreError;

/// An uploaded archive.
#[derive(Debug)]
pub struct Upload {
    name: String,
    size: u64,
    file: TemporaryFile,
    writer: Option<tokio::fs::File>,
}

impl Upload {
    /// Begins an upload; `name` is what the file was called where it came from.
    pub async fn create(state: &AppState, name: &str) -> Result<Self, ApiError> {
        let folder = state.node().folder().join("uploads");
        tokio::fs::create_dir_all(&folder).await.map_err(|e| StoreError::io(&folder, e))?;
        let path = folder.join(format!("{}.zip", uuid::Uuid::new_v4()));
        let writer = tokio::fs::File::create_new(&path).await.map_err(|e| StoreError::io(&path, e))?;
        Ok(Self { name: name.to_owned(), size: 0, file: TemporaryFile(path), writer: Some(writer) })
    }

    /// Adds bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), ApiError> {
        let path = &self.file.0;
        let Some(writer) = &mut self.writer else { return Err(ApiError::Interrupted) };
        writer.write_all(bytes).await.map_err(|e| StoreError::io(path, e))?;
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// Says that all bytes are there.
    pub async fn finish(&mut self) -> Result<(), ApiError> {
        let path = &self.file.0;
        if let Some(mut writer) = self.writer.take() {
            writer.flush().await.map_err(|e| StoreError::io(path, e))?;
        }
        Ok(())
    }

    /// What the file was called where it came from.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn open(&self) -> Result<File, ApiError> {
        File::open(&self.file.0).map_err(|e| StoreError::io(&self.file.0, e).into())
    }
}
