//! The icon set. One drawing, `icons/source.svg`; everything else in `icons/` is made from it.

use crate::process::{TaskError, cargo, run as run_command};

/// Draws the set, or compares it with what lies there. The rasteriser is built only when somebody asks for it.
pub fn run(check: bool) -> Result<(), TaskError> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "xtask", "--features", "icons", "--", "draw-icons"]);
    if check {
        command.arg("--check");
    }
    run_command(&mut command)
}

/// What [`run`] starts.
#[cfg(feature = "icons")]
pub fn draw(check: bool) -> Result<(), TaskError> {
    drawing::draw(check)
}

/// Without the rasteriser there is nothing to draw with.
#[cfg(not(feature = "icons"))]
pub fn draw(_check: bool) -> Result<(), TaskError> {
    Err(TaskError::Missing("Run `cargo xtask icons`; it builds what draws them.".into()))
}

#[cfg(feature = "icons")]
mod drawing {
    use std::fs::{self, File};
    use std::path::Path;

    use icns::{IconFamily, IconType, PixelFormat};
    use ico::{IconDir, IconDirEntry, IconImage, ResourceType};
    use resvg::tiny_skia::{Pixmap, Transform};
    use resvg::usvg::{Options, Tree};

    use crate::process::{TaskError, at};
    use crate::{drift, workspace};

    const SOURCE: &str = "source.svg";

    /// File names and pixels, as the bundler looks for them.
    const PNG: &[(&str, u32)] = &[
        ("32x32.png", 32),
        ("64x64.png", 64),
        ("128x128.png", 128),
        ("128x128@2x.png", 256),
        ("icon.png", 512),
        ("Square44x44Logo.png", 44),
        ("Square150x150Logo.png", 150),
        ("StoreLogo.png", 50),
    ];

    const ICO: &[u32] = &[16, 20, 24, 32, 40, 48, 64, 256];

    const ICNS: &[(IconType, u32)] = &[
        (IconType::RGBA32_16x16, 16),
        (IconType::RGBA32_16x16_2x, 32),
        (IconType::RGBA32_32x32, 32),
        (IconType::RGBA32_32x32_2x, 64),
        (IconType::RGBA32_128x128, 128),
        (IconType::RGBA32_128x128_2x, 256),
        (IconType::RGBA32_256x256, 256),
        (IconType::RGBA32_256x256_2x, 512),
        (IconType::RGBA32_512x512, 512),
        (IconType::RGBA32_512x512_2x, 1024),
    ];

    /// macOS gives icons air: the drawing takes 824 of 1024 points there, elsewhere all of them.
    const MAC_SHARE: f32 = 824.0 / 1024.0;

    pub fn draw(check: bool) -> Result<(), TaskError> {
        let icons = workspace::root().join("icons");
        let source = icons.join(SOURCE);
        let text = fs::read_to_string(&source).map_err(at(&source))?;
        let tree = Tree::from_str(&text, &Options::default())
            .map_err(|cause| TaskError::Differs(format!("{} cannot be drawn: {cause}.", source.display())))?;

        let scratch = tempfile::tempdir().map_err(at(Path::new("temporary folder")))?;
        let fresh = scratch.path();
        for (name, size) in PNG {
            let path = fresh.join(name);
            let png = rendered(&tree, *size, 1.0)?.encode_png().map_err(|cause| undrawable(name, &cause))?;
            fs::write(&path, png).map_err(at(&path))?;
        }
        write_ico(&tree, &fresh.join("icon.ico"))?;
        write_icns(&tree, &fresh.join("icon.icns"))?;

        if check {
            drift::compare(&icons, fresh, &[SOURCE], "cargo xtask icons")
        } else {
            drift::replace(&icons, fresh, &[SOURCE])
        }
    }

    fn undrawable(what: &str, cause: &dyn std::fmt::Display) -> TaskError {
        TaskError::Differs(format!("{what} cannot be drawn: {cause}."))
    }

    fn rendered(tree: &Tree, size: u32, share: f32) -> Result<Pixmap, TaskError> {
        let mut pixels = Pixmap::new(size, size).ok_or_else(|| undrawable("an icon", &"it has no size"))?;
        // Pictures of this kind are far smaller than where a float loses a whole number.
        let side = f32::from(u16::try_from(size).map_err(|cause| undrawable("an icon", &cause))?);
        let scale = side * share / tree.size().width();
        let margin = side * (1.0 - share) / 2.0;
        resvg::render(
            tree,
            Transform::from_row(scale, 0.0, 0.0, scale, margin, margin),
            &mut pixels.as_mut(),
        );
        Ok(pixels)
    }

    fn straight(pixels: &Pixmap) -> Vec<u8> {
        pixels
            .pixels()
            .iter()
            .flat_map(|pixel| {
                let colour = pixel.demultiply();
                [colour.red(), colour.green(), colour.blue(), colour.alpha()]
            })
            .collect()
    }

    fn write_ico(tree: &Tree, path: &Path) -> Result<(), TaskError> {
        let mut folder = IconDir::new(ResourceType::Icon);
        for size in ICO {
            let image = IconImage::from_rgba_data(*size, *size, straight(&rendered(tree, *size, 1.0)?));
            folder.add_entry(IconDirEntry::encode(&image).map_err(at(path))?);
        }
        folder.write(File::create(path).map_err(at(path))?).map_err(at(path))
    }

    fn write_icns(tree: &Tree, path: &Path) -> Result<(), TaskError> {
        let mut family = IconFamily::new();
        for (kind, size) in ICNS {
            let data = straight(&rendered(tree, *size, MAC_SHARE)?);
            let image = icns::Image::from_data(PixelFormat::RGBA, *size, *size, data).map_err(at(path))?;
            family.add_icon_with_type(&image, *kind).map_err(at(path))?;
        }
        family.write(File::create(path).map_err(at(path))?).map_err(at(path))
    }
}
