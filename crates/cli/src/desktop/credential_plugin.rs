//! `haulout credential`: gets a credential from a running `haulout open`, or signs in itself.

use std::fs;

use clap::Args;
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::ActivityView;

use super::error::{DesktopError, EndReason, SetupReason};
use super::folder::check_private;
use super::folder_agent::is_final;
use super::run::{SignInOptions, runtime};
use super::session::{Session, SessionEvent};
use super::source::{self, SignInSource};
use super::terminal::Terminal;

/// The options of `haulout credential`.
#[derive(Args, Debug)]
pub struct CredentialPluginOptions {
    /// The id of the cluster.
    #[arg(value_name = "CLUSTER")]
    cluster: String,
    #[command(flatten)]
    source: source::SourceOptions,
    #[command(flatten)]
    open: SignInOptions,
}

/// The `ExecCredential` of a cluster, as JSON. **Secret.**
///
/// # Errors
/// [`DesktopError`], whose message says what to do.
pub(crate) fn fetch(options: &CredentialPluginOptions) -> Result<Secret<String>, DesktopError> {
    let folder = options.open.folder()?;
    if folder.exists() {
        check_private(&folder, fs::metadata(&folder)).map_err(SetupReason::Folder)?;
    }
    let runtime = runtime()?;
    #[cfg(unix)]
    if let Some(credential) =
        runtime.block_on(super::socket::fetch_credential(&folder, &options.cluster))?
    {
        return Ok(credential);
    }
    let mut sign_in_source = if options.source.is_given() {
        options.source.read().map_err(SetupReason::Source)?
    } else {
        source::load_settings(&folder)?
    };
    keep_only(&mut sign_in_source, &options.cluster)?;
    runtime.block_on(async {
        let (session, _outbox) = options
            .open
            .session(sign_in_source, Terminal::Stderr)
            .await?;
        Ok(wait_for_credential(session, &options.cluster).await?)
    })
}

/// Removes all other clusters, so that no other credential is requested.
fn keep_only(sign_in_source: &mut SignInSource, cluster: &str) -> Result<(), SetupReason> {
    let clusters = &mut sign_in_source.config.clusters;
    let ids: Vec<String> = clusters.iter().map(|it| it.id.clone()).collect();
    clusters.retain(|it| it.id == cluster);
    if clusters.is_empty() {
        return Err(SetupReason::UnknownCluster(ids));
    }
    Ok(())
}

async fn wait_for_credential(
    mut session: Session,
    cluster: &str,
) -> Result<Secret<String>, EndReason> {
    loop {
        for event in session.next().await {
            match event {
                SessionEvent::Ended(reason) => return Err(reason),
                SessionEvent::Stop => return Err(EndReason::Interrupted),
                SessionEvent::Event(_) | SessionEvent::CredentialRequested(_) => {}
            }
        }
        if let Some(Ok(credential)) = session.credential(cluster) {
            return Ok(credential.render());
        }
        let activity = session.cluster(cluster).map(|view| view.activity.clone());
        if let Some(ActivityView::Failed(error)) = activity
            && is_final(error.need())
        {
            return Err(EndReason::Protocol(Box::new(error)));
        }
    }
}
