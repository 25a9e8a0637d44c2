//! Each conversion names every variant, so that a new one in the archive crate does not compile before the wire has it.

use ctvl_engine::{RowReason, archive};

use super::{
    Damage, DamageKind, DamageReason, EndField, HeaderField, Member, Obstacle, ObstacleKind, StateReason,
    UnprovenReason, UnsafeName,
};

impl From<&archive::MemberRef> for Member {
    fn from(member: &archive::MemberRef) -> Self {
        Self { index: member.index, of: member.of, name: member.name.clone() }
    }
}

impl From<&archive::Damage> for Damage {
    fn from(damage: &archive::Damage) -> Self {
        Self {
            text: damage.to_string(),
            kind: (&damage.kind).into(),
            offset: damage.offset,
            member: damage.member.as_ref().map(Member::from),
        }
    }
}

impl From<&archive::DamageKind> for DamageKind {
    fn from(kind: &archive::DamageKind) -> Self {
        use archive::DamageKind as Kind;
        match kind {
            Kind::Empty => Self::Empty,
            Kind::NotAZip => Self::NotAZip,
            Kind::NoMembers => Self::NoMembers,
            Kind::EndsTooEarly => Self::EndsTooEarly,
            Kind::StrayBytes => Self::StrayBytes,
            Kind::TrailingBytes => Self::TrailingBytes,
            Kind::AmbiguousEnd => Self::AmbiguousEnd,
            Kind::ChecksumDiffers { claimed, found } => {
                Self::ChecksumDiffers { claimed: format!("{claimed:08x}"), found: format!("{found:08x}") }
            }
            Kind::ExpandsToLess { claimed, found } => {
                Self::ExpandsToLess { claimed: *claimed, found: *found }
            }
            Kind::ExpandsToMore { claimed } => Self::ExpandsToMore { claimed: *claimed },
            Kind::DataInvalid => Self::DataInvalid,
            Kind::DataBehindEnd => Self::DataBehindEnd,
            Kind::StoredSizesDiffer => Self::StoredSizesDiffer,
            Kind::DescriptorDiffers => Self::DescriptorDiffers,
            Kind::LengthNotKnown => Self::LengthNotKnown,
            Kind::HeadersDiffer(field) => Self::HeadersDiffer { field: (*field).into() },
            Kind::ExtraFieldInvalid => Self::ExtraFieldInvalid,
            Kind::UnsafeName(why) => Self::UnsafeName { because: (*why).into() },
            Kind::DuplicateName => Self::DuplicateName,
            Kind::NoSuchMember => Self::NoSuchMember,
            Kind::ListedTwice => Self::ListedTwice,
            Kind::NotListed => Self::NotListed,
            Kind::EndRecordDiffers(field) => Self::EndRecordDiffers { field: (*field).into() },
        }
    }
}

impl From<archive::HeaderField> for HeaderField {
    fn from(field: archive::HeaderField) -> Self {
        use archive::HeaderField as Field;
        match field {
            Field::Name => Self::Name,
            Field::Version => Self::Version,
            Field::Flags => Self::Flags,
            Field::Method => Self::Method,
            Field::Modified => Self::Modified,
            Field::Checksum => Self::Checksum,
            Field::CompressedSize => Self::CompressedSize,
            Field::ExpandedSize => Self::ExpandedSize,
            Field::Extra => Self::Extra,
        }
    }
}

impl From<archive::EndField> for EndField {
    fn from(field: archive::EndField) -> Self {
        use archive::EndField as Field;
        match field {
            Field::Members => Self::Members,
            Field::DirectorySize => Self::DirectorySize,
            Field::DirectoryOffset => Self::DirectoryOffset,
            Field::Zip64 => Self::Zip64,
        }
    }
}

impl From<archive::UnsafeName> for UnsafeName {
    fn from(why: archive::UnsafeName) -> Self {
        use archive::UnsafeName as UnsafeWhy;
        match why {
            UnsafeWhy::Empty => Self::Empty,
            UnsafeWhy::TooLong => Self::TooLong,
            UnsafeWhy::Absolute => Self::Absolute,
            UnsafeWhy::Drive => Self::Drive,
            UnsafeWhy::Parent => Self::Parent,
            UnsafeWhy::Backslash => Self::Backslash,
            UnsafeWhy::Control => Self::Control,
            UnsafeWhy::Reserved => Self::Reserved,
            UnsafeWhy::NotUtf8 => Self::NotUtf8,
            UnsafeWhy::Twofold => Self::Twofold,
        }
    }
}

impl From<&archive::WhyDamaged> for DamageReason {
    fn from(why: &archive::WhyDamaged) -> Self {
        use archive::WhyDamaged as Why;
        match why {
            Why::Container(damage) => Self::Container { damage: damage.into() },
            Why::SizeDiffers { receipt, file } => Self::SizeDiffers { receipt: *receipt, file: *file },
            Why::HashDiffers { receipt, file } => {
                Self::HashDiffers { receipt: receipt.to_string(), file: file.to_string() }
            }
        }
    }
}

impl From<archive::ObstacleKind> for ObstacleKind {
    fn from(kind: archive::ObstacleKind) -> Self {
        use archive::ObstacleKind as Kind;
        match kind {
            Kind::Encrypted => Self::Encrypted,
            Kind::UnknownMethod(method) => Self::UnknownMethod { method },
            Kind::UnknownFlags(flags) => Self::UnknownFlags { flags },
            Kind::ExpandsTooMuch => Self::ExpandsTooMuch,
            Kind::TooManyMembers => Self::TooManyMembers,
            Kind::MultiDisk => Self::MultiDisk,
            Kind::UnsupportedRecord => Self::UnsupportedRecord,
        }
    }
}

impl From<&archive::WhyCannotVerify> for UnprovenReason {
    fn from(why: &archive::WhyCannotVerify) -> Self {
        use archive::WhyCannotVerify as Why;
        match why {
            Why::Obstacle(obstacle) => Self::Obstacle {
                obstacle: Obstacle {
                    kind: obstacle.kind.into(),
                    offset: obstacle.offset,
                    member: obstacle.member.as_ref().map(Member::from),
                },
            },
            Why::TransportIncomplete => Self::TransportIncomplete,
            Why::ReceiptSignatureBroken => Self::ReceiptSignatureBroken,
            Why::ReceiptUnreadable => Self::ReceiptUnreadable,
        }
    }
}

impl From<&RowReason> for StateReason {
    fn from(reason: &RowReason) -> Self {
        match reason {
            RowReason::Damaged(why) => Self::Damaged { reason: why.into() },
            RowReason::CannotVerify { first, more } => {
                Self::CannotVerify { reasons: first.iter().map(UnprovenReason::from).collect(), more: *more }
            }
        }
    }
}
