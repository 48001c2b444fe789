//! Drawing sheets to PDF/A-3b.

use crate::RenderError;
use crate::font::Faces;
use crate::house::Color;
use crate::length::{HEIGHT, Length, WIDTH, points};
use crate::sheet::{Mark, Sheet};
use jiff::Timestamp;
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

/// A file to be embedded.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) mime_type: String,
    pub(crate) description: String,
    /// Whether it is the document in another form, or only goes with it.
    pub(crate) alternative: bool,
    pub(crate) content: Vec<u8>,
}

/// What the document says about itself.
pub(crate) struct About<'a> {
    pub(crate) title: String,
    pub(crate) author: &'a str,
    pub(crate) language: &'static str,
    pub(crate) at: Timestamp,
}

/// The sheets as PDF/A-3b with embedded files.
pub(crate) fn write(
    sheets: &[Sheet],
    faces: &Faces,
    logo: Option<&[u8]>,
    files: Vec<File>,
    about: &About<'_>,
) -> Result<Vec<u8>, RenderError> {
    let refuse = |error: String| RenderError::Pdf(error);
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_B)
        .finish()
        .map_err(|error| refuse(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let logo = logo.map(picture).transpose()?;
    let paper = PageSettings::from_wh(points(WIDTH), points(HEIGHT)).expect("paper has a size");
    for sheet in sheets {
        let mut page = document.start_page_with(paper.clone());
        let mut surface = page.surface();
        sheet.marks().iter().for_each(|mark| draw(&mut surface, faces, logo.as_ref(), mark));
        surface.finish();
        page.finish();
    }
    let stamp = date_time(about.at);
    document.set_metadata(
        Metadata::new()
            .title(about.title.clone())
            .authors(vec![about.author.to_owned()])
            .creator("Kontor".to_owned())
            .producer("Kontor".to_owned())
            .language(about.language.to_owned())
            .document_id(about.title.clone())
            .creation_date(stamp),
    );
    for file in files {
        let name = file.name.clone();
        document
            .embed_file(embedded(file, stamp))
            .ok_or_else(|| refuse(format!("{name} is embedded twice")))?;
    }
    document.finish().map_err(|error| refuse(format!("{error:?}")))
}

fn embedded(file: File, stamp: DateTime) -> EmbeddedFile {
    EmbeddedFile {
        path: file.name,
        mime_type: MimeType::new(&file.mime_type),
        description: Some(file.description),
        association_kind: if file.alternative {
            AssociationKind::Alternative
        } else {
            AssociationKind::Supplement
        },
        data: file.content.into(),
        modification_date: Some(stamp),
        compress: Some(true),
        location: None,
    }
}

/// How many pixels a logo has across and down.
///
/// # Errors
/// [`RenderError::Logo`] for what is neither PNG nor JPEG, or damaged.
pub fn logo_size(bytes: &[u8]) -> Result<(u32, u32), RenderError> {
    Ok(picture(bytes)?.size())
}

fn picture(bytes: &[u8]) -> Result<Image, RenderError> {
    let data = bytes.to_vec().into();
    // PDF/A forbids interpolation.
    let image = if bytes.starts_with(b"\x89PNG") {
        Image::from_png(data, false)
    } else {
        Image::from_jpeg(data, false)
    };
    image.map_err(|_| RenderError::Logo)
}

fn date_time(at: Timestamp) -> DateTime {
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, logo: Option<&Image>, mark: &Mark) {
    match mark {
        Mark::Text { x, y, style, text } => {
            fill(surface, style.color);
            let (font, glyphs, shown) = faces.shape(text, style.weight);
            let start = Point::from_xy(points(*x), points(*y));
            surface.draw_glyphs(start, &glyphs, font, &shown, points(style.size), false);
        }
        Mark::Area { x, y, width, height, color } => {
            fill(surface, *color);
            let mut path = PathBuilder::new();
            if let Some(area) = Rect::from_xywh(points(*x), points(*y), points(*width), points(*height)) {
                path.push_rect(area);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Mark::Logo { x, y, width, height } => {
            let Some(image) = logo else { return };
            let (w, h) = fitted(image.size(), (*width, *height));
            let Some(size) = Size::from_wh(points(w), points(h)) else { return };
            surface.push_transform(&Transform::from_translate(points(x + width - w), points(*y)));
            surface.draw_image(image.clone(), size);
            surface.pop();
        }
    }
}

/// The largest size with the proportions of the picture inside the box.
fn fitted((across, down): (u32, u32), (width, height): (Length, Length)) -> (Length, Length) {
    let (across, down) = (i64::from(across.max(1)), i64::from(down.max(1)));
    let by_height = i64::from(height) * across / down;
    if by_height <= i64::from(width) {
        (Length::try_from(by_height).unwrap_or(width), height)
    } else {
        (width, Length::try_from(i64::from(width) * down / across).unwrap_or(height))
    }
}

fn fill(surface: &mut Surface<'_>, color: Color) {
    let paint = rgb::Color::new(color.red, color.green, color.blue).into();
    surface.set_fill(Some(Fill { paint, ..Fill::default() }));
}
