//! Joins screenshots into an animated PNG (APNG, in the third edition of the PNG specification).

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use png::{Compression, Decoder, Encoder, OutputInfo};

use crate::error::{CommandError, CommandResult, Context};

/// Replaces `NAME.frame-1.png` and its successors in the folder by the animated `NAME.png`.
pub(super) fn join(folder: &Path, name: &str) -> CommandResult {
    let file = |number: usize| folder.join(format!("{name}.frame-{number}.png"));
    let files: Vec<PathBuf> = (1..).map(file).take_while(|file| file.is_file()).collect();
    let mut frames = Vec::new();
    for file in &files {
        frames.push(read(file)?);
    }
    let Some((first, _)) = frames.first() else {
        return Err(CommandError::new(format!("{name} has no frames")));
    };
    if frames.iter().any(|(info, _)| info != first) {
        return Err(CommandError::new(format!(
            "the frames of {name} differ in size or colours"
        )));
    }
    let pixels: Vec<&[u8]> = frames.iter().map(|(_, pixels)| pixels.as_slice()).collect();
    let target = folder.join(format!("{name}.png"));
    write(&target, first, &pixels).context(format_args!("write {}", target.display()))?;
    for file in files {
        fs::remove_file(&file).context(format_args!("remove {}", file.display()))?;
    }
    Ok(())
}

fn read(file: &Path) -> CommandResult<(OutputInfo, Vec<u8>)> {
    let reading = format!("read {}", file.display());
    let opened = BufReader::new(File::open(file).context(&reading)?);
    let mut reader = Decoder::new(opened).read_info().context(&reading)?;
    let size = reader.output_buffer_size();
    let size = size.ok_or_else(|| CommandError::new(format!("{} is too large", file.display())))?;
    let mut pixels = vec![0; size];
    let info = reader.next_frame(&mut pixels).context(&reading)?;
    Ok((info, pixels))
}

fn write(target: &Path, info: &OutputInfo, frames: &[&[u8]]) -> Result<(), png::EncodingError> {
    let mut encoder = Encoder::new(
        BufWriter::new(File::create(target)?),
        info.width,
        info.height,
    );
    encoder.set_color(info.color_type);
    encoder.set_depth(info.bit_depth);
    encoder.set_compression(Compression::High);
    encoder.set_animated(frames.len() as u32, PLAYS)?;
    encoder.set_frame_delay(FRAME_MILLIS, 1000)?;
    let mut writer = encoder.write_header()?;
    for frame in frames {
        writer.write_image_data(frame)?;
    }
    writer.finish()
}

/// Enough to read a frame's heading.
const FRAME_MILLIS: u16 = 1800;
/// It stops, because motion without end distracts readers (WCAG 2.2.2); the last frame is the result.
const PLAYS: u32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one grey pixel.
    fn frame(folder: &Path, number: usize, grey: u8) {
        let file = File::create(folder.join(format!("film.frame-{number}.png"))).expect("a file");
        let mut encoder = Encoder::new(file, 1, 1);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&[grey]).expect("a pixel");
    }

    #[test]
    fn frames_become_one_picture_in_their_order() {
        let folder = tempfile::tempdir().expect("a folder");
        frame(folder.path(), 1, 10);
        frame(folder.path(), 2, 20);
        join(folder.path(), "film").expect("an animation");
        let names: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(names.len(), 1);
        let file = BufReader::new(File::open(folder.path().join("film.png")).expect("a file"));
        let mut reader = Decoder::new(file).read_info().expect("a picture");
        let control = reader.info().animation_control().expect("an animation");
        assert_eq!((control.num_frames, control.num_plays), (2, PLAYS));
        for expected in [10, 20] {
            let mut pixel = [0];
            reader.next_frame(&mut pixel).expect("a frame");
            assert_eq!(pixel, [expected]);
        }
    }

    #[test]
    fn no_frames_are_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(join(folder.path(), "film").is_err());
    }
}
