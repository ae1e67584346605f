//! wasm-bindgen's own program: wasm-pack asks it for its version and takes the test runner that lies beside it.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())?;
    Ok(())
}
