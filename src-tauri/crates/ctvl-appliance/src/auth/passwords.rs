//! Argon2id hashes. The cost is modest (a test starts dozens of appliances) but real.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::store::StoreError;

fn argon2() -> Result<Argon2<'static>, StoreError> {
    let params = Params::new(8 * 1024, 2, 1, None).map_err(|_| StoreError::PasswordHash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password under a fresh salt, as a PHC string.
pub fn hash(password: &str) -> Result<String, StoreError> {
    let mut salt = [0; 16];
    crate::random(&mut salt)?;
    let hash = argon2()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| StoreError::PasswordHash)?;
    Ok(hash.to_string())
}

/// Whether the password is the one that was hashed.
pub fn verify(password: &str, hash: &str) -> bool {
    let (Ok(hash), Ok(argon2)) = (PasswordHash::new(hash), argon2()) else { return false };
    argon2.verify_password(password.as_bytes(), &hash).is_ok()
}
