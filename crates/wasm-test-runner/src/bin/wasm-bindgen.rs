//! wasm-bindgen's program: wasm-pack queries its version and uses the test runner in the same folder.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())?;
    Ok(())
}
