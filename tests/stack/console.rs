//! Tests of the harness: policy violations and errors are found, and no process outlives a browser.

use crate::harness::{Browser, Engine, Plan, journey, journey_in, program_button};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_harness_notices_a_policy_violation() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        // Until then, the page handles errors and shows them.
        browser.taken_over().await;
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
        browser
            .value("(new Image()).src = 'http://127.0.0.1:9/foreign.png'")
            .await;
        error_on_console(browser, "Content Security Policy").await;
        browser
            .value("setTimeout(() => { throw new Error('panicked at src/lib.rs') })")
            .await;
        error_on_console(browser, "panicked at src/lib.rs").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_of_a_first_visit_is_empty() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(browser.console().await, "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_harness_notices_a_script_error_in_firefox() {
    journey_in(
        Engine::Firefox,
        Plan::one_cluster(),
        async |portal, browser| {
            browser.open(portal.url()).await;
            browser.see(&program_button("Sign in")).await;
            assert_eq!(browser.console_errors().await, Vec::<String>::new());
            browser
                .value("setTimeout(() => { throw new Error('broken') })")
                .await;
            error_on_console(browser, "broken").await;
        },
    )
    .await;
}

/// Waits for the console's error with `part`. One violation can be two messages, so the first error is not always
/// the one that was provoked last.
async fn error_on_console(browser: &Browser, part: &str) {
    browser
        .until(part, async || {
            let mut errors = browser.console_errors().await.into_iter();
            errors.find(|error| error.contains(part))
        })
        .await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_browser_leaves_no_process_behind() {
    leave_no_process_behind(Engine::Chromium).await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_process_is_left_behind_in_firefox() {
    leave_no_process_behind(Engine::Firefox).await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_process_is_left_behind_in_webkit() {
    leave_no_process_behind(Engine::WebKit).await;
}

#[cfg(target_os = "linux")]
async fn leave_no_process_behind(engine: Engine) {
    let profile = {
        let browser = Browser::start_engine(engine).await;
        assert_ne!(processes_with(&browser.profile()), 0);
        browser.profile()
    };
    let started = std::time::Instant::now();
    while processes_with(&profile) > 0 {
        assert!(
            started.elapsed().as_secs() < 10,
            "the browser is still there"
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// The number of processes with `path` in their arguments or environment.
#[cfg(target_os = "linux")]
fn processes_with(path: &std::path::Path) -> usize {
    let path = path.to_str().unwrap();
    let has_path = |file: std::path::PathBuf| {
        std::fs::read(file).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(path))
    };
    let entries = std::fs::read_dir("/proc").unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|process| has_path(process.join("cmdline")) || has_path(process.join("environ")))
        .count()
}
