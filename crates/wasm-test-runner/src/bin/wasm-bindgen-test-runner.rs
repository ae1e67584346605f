//! wasm-bindgen's test runner. `--shuffle SEED` runs the tests in an order that depends on the seed.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(seed) = take_seed(&mut arguments)? {
        println!("shuffled by seed {seed}");
        let file = arguments
            .get_mut(1)
            .ok_or("there is no wasm file to test")?;
        let mut wasm = fs::read(&*file)?;
        wasm_test_runner::shuffle(&mut wasm, seed)?;
        let shuffled = PathBuf::from(&*file).with_extension(format!("shuffled-{seed}.wasm"));
        fs::write(&shuffled, wasm)?;
        *file = shuffled.into();
    }
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments)?;
    Ok(())
}

/// Removes `--shuffle SEED` from the arguments.
fn take_seed(arguments: &mut Vec<OsString>) -> Result<Option<u64>, Box<dyn Error>> {
    let Some(flag) = arguments
        .iter()
        .position(|argument| argument == "--shuffle")
    else {
        return Ok(None);
    };
    let seed = arguments.get(flag + 1).and_then(|seed| seed.to_str());
    let seed = seed.ok_or("`--shuffle` needs a number")?.parse()?;
    arguments.drain(flag..=flag + 1);
    Ok(Some(seed))
}
