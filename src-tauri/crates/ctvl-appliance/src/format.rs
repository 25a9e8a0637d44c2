//! Format-preserving tokens: FF1 (NIST SP 800-38G) over the characters of a template's charset.
//!
//! Invariant: what is kept on the left and right, and every character outside the charset, stays where it is; so
//! the token has the value's length and detokenizing finds the same positions again.

use aes::{Aes128, Aes192, Aes256};
use fpe::ff1::{FF1, FlexibleNumeralString};

use crate::store::TokenTemplate;

const DIGITS: &str = "0123456789";
const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Below this many characters a value is refused unless its template permits it.
const SMALL_INPUT: usize = 6;

/// A value that its template cannot turn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormatError {
    #[error("Too few characters are left after keepleft and keepright: {left} of at least {needed}.")]
    TooFew { left: usize, needed: usize },
    #[error("This template is irreversible.")]
    Irreversible,
    #[error("The key has a size that FF1 cannot use.")]
    KeySize,
}

#[derive(Clone, Copy)]
enum Way {
    Encrypt,
    Decrypt,
}

/// The token of a value.
pub(crate) fn encrypt(template: &TokenTemplate, key: &[u8], value: &str) -> Result<String, FormatError> {
    turn(template, key, value, Way::Encrypt)
}

/// The value of a token.
pub(crate) fn decrypt(template: &TokenTemplate, key: &[u8], token: &str) -> Result<String, FormatError> {
    if template.irreversible {
        return Err(FormatError::Irreversible);
    }
    turn(template, key, token, Way::Decrypt)
}

fn turn(template: &TokenTemplate, key: &[u8], text: &str, way: Way) -> Result<String, FormatError> {
    let alphabet: Vec<char> =
        if template.charset == "Alphanumeric" { ALPHANUMERIC } else { DIGITS }.chars().collect();
    let mut characters: Vec<char> = text.chars().collect();
    if template.copyruntdata && characters.len() < 2 {
        return Ok(text.to_owned());
    }
    let left = template.keepleft as usize;
    let right = characters.len().saturating_sub(template.keepright as usize);
    let mut places = Vec::new();
    let mut numerals = Vec::new();
    for place in left..right.max(left) {
        let Some(character) = characters.get(place) else { break };
        if let Some(numeral) = alphabet.iter().position(|c| c == character) {
            places.push(place);
            numerals.push(u16::try_from(numeral).unwrap_or_default());
        }
    }
    // FF1 needs a domain of at least a million values.
    let smallest = if alphabet.len() == 10 { 6 } else { 4 };
    let needed = if template.allowsmallinput { smallest } else { SMALL_INPUT.max(smallest) };
    if numerals.len() < needed {
        return Err(FormatError::TooFew { left: numerals.len(), needed });
    }
    let radix = u32::try_from(alphabet.len()).unwrap_or_default();
    let turned = match key.len() {
        16 => apply::<Aes128>(key, radix, numerals, way),
        24 => apply::<Aes192>(key, radix, numerals, way),
        32 => apply::<Aes256>(key, radix, numerals, way),
        _ => None,
    };
    for (place, numeral) in places.into_iter().zip(turned.ok_or(FormatError::KeySize)?) {
        characters[place] = alphabet[usize::from(numeral)];
    }
    Ok(characters.into_iter().collect())
}

fn apply<C>(key: &[u8], radix: u32, numerals: Vec<u16>, way: Way) -> Option<Vec<u16>>
where
    C: aes::cipher::KeyInit + aes::cipher::BlockCipherEncrypt + Clone + aes::cipher::BlockSizeUser,
{
    let ff1 = FF1::<C>::new(key, radix).ok()?;
    let numerals = FlexibleNumeralString::from(numerals);
    let turned = match way {
        Way::Encrypt => ff1.encrypt(&[], &numerals),
        Way::Decrypt => ff1.decrypt(&[], &numerals),
    };
    turned.ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> TokenTemplate {
        TokenTemplate {
            idtokentemplate: 1,
            name: "card".into(),
            tenant: "payments".into(),
            format: "FF1".into(),
            charset: "All digits".into(),
            keepleft: 0,
            keepright: 4,
            irreversible: false,
            copyruntdata: false,
            allowsmallinput: false,
        }
    }

    #[test]
    fn nist_sample_1_of_ff1() {
        let key =
            [0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 0x09, 0xCF, 0x4F, 0x3C];
        let template = TokenTemplate { keepright: 0, ..template() };
        assert_eq!(
            encrypt(&template, &key, "0123456789"),
            Ok("2433477484".into()),
            "SP 800-38G, FF1 sample 1"
        );
        assert_eq!(decrypt(&template, &key, "2433477484"), Ok("0123456789".into()));
    }

    #[test]
    fn what_is_kept_and_what_is_foreign_stays_in_place() {
        let key = [7; 32];
        let token = encrypt(&template(), &key, "4111-1111-1111-1234").expect("long enough");
        assert_ne!(token, "4111-1111-1111-1234");
        assert_eq!(&token[14..], "-1234", "keepright and separators: {token}");
        assert_eq!((&token[4..5], &token[9..10]), ("-", "-"));
        assert_eq!(decrypt(&template(), &key, &token), Ok("4111-1111-1111-1234".into()));
    }

    #[test]
    fn too_little_is_refused_with_numbers() {
        let refused = encrypt(&template(), &[7; 32], "123456789");
        assert_eq!(refused, Err(FormatError::TooFew { left: 5, needed: 6 }));
        let one_way = TokenTemplate { irreversible: true, ..template() };
        assert_eq!(decrypt(&one_way, &[7; 32], "1234567890123"), Err(FormatError::Irreversible));
        let runt = TokenTemplate { copyruntdata: true, ..template() };
        assert_eq!(encrypt(&runt, &[7; 32], "7"), Ok("7".into()));
    }
}
