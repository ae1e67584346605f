//! The arguments of `cargo xtask test`.

use crate::error::{CommandError, CommandResult};
use crate::setup::OtherBrowser;

use super::layer::{LAYERS, Layer, Options};

pub(super) fn chosen(arguments: &[String]) -> CommandResult<(Vec<&'static Layer>, Options)> {
    let known = || {
        let names: Vec<&str> = LAYERS.iter().map(|layer| layer.name).collect();
        CommandError::usage(format!(
            "usage: cargo xtask test [--only LAYER]… [--shuffle SEED] [--without BROWSER]…, LAYER being one of {}; \
             SEED is a number that decides the order of the browser tests; BROWSER is one of {}",
            names.join(", "),
            OtherBrowser::ALL.map(OtherBrowser::name).join(", ")
        ))
    };
    let mut layers = Vec::new();
    let mut options = Options::default();
    for pair in arguments.chunks(2) {
        match pair {
            [flag, name] if flag == "--only" => {
                let layer = LAYERS.iter().find(|layer| layer.name == name);
                layers.push(layer.ok_or_else(known)?);
            }
            [flag, seed] if flag == "--shuffle" => {
                options.seed = Some(seed.parse().map_err(|_| known())?);
            }
            [flag, name] if flag == "--without" => {
                let browser = OtherBrowser::ALL.into_iter().find(|it| it.name() == name);
                options.without.push(browser.ok_or_else(known)?);
            }
            _ => return Err(known()),
        }
    }
    if layers.is_empty() {
        layers.extend(LAYERS);
    }
    Ok((layers, options))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn only_can_be_given_several_times_and_names_a_layer() {
        let (layers, options) =
            chosen(&words(&["--only", "tidy", "--only", "native"])).expect("both exist");
        let names: Vec<&str> = layers.iter().map(|layer| layer.name).collect();
        assert_eq!(names, ["tidy", "native"]);
        assert_eq!(options, Options::default());
        for wrong in [&["--only"][..], &["--only", "nothing"], &["tidy", "native"]] {
            assert_eq!(
                chosen(&words(wrong))
                    .map(|_| ())
                    .expect_err("wrong")
                    .exit_code(),
                2
            );
        }
    }

    #[test]
    fn a_seed_is_a_number_and_does_not_change_the_layers() {
        let (layers, options) = chosen(&words(&["--shuffle", "7"])).expect("a number");
        assert_eq!(layers.len(), LAYERS.len());
        assert_eq!(options.seed, Some(7));
        for wrong in [&["--shuffle"][..], &["--shuffle", "seven"]] {
            assert!(chosen(&words(wrong)).is_err());
        }
    }

    #[test]
    fn without_leaves_out_a_browser_but_not_chromium() {
        let (layers, options) = chosen(&words(&["--without", "firefox"])).expect("a browser");
        assert_eq!(layers.len(), LAYERS.len());
        assert_eq!(options.without, [OtherBrowser::Firefox]);
        for wrong in [&["--without"][..], &["--without", "chromium"]] {
            assert!(chosen(&words(wrong)).is_err());
        }
    }
}
