//! `haulout credential`: from the `haulout open` that runs, or by a sign-in of its own.

use clap::Args;
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::ActivityView;

use super::desk::is_final;
use super::report::Report;
use super::run::{OpenOptions, Trouble, runtime};
use super::session::{News, Session};
use super::source::{self, Known};

/// What `haulout credential` can be told.
#[derive(Args, Debug)]
pub struct Errand {
    /// The id of the cluster.
    #[arg(value_name = "CLUSTER")]
    cluster: String,
    #[command(flatten)]
    source: source::Options,
    #[command(flatten)]
    open: OpenOptions,
}

/// The `ExecCredential` of a cluster, as JSON. **Secret.**
///
/// # Errors
/// [`Trouble`], in a sentence with the next step.
pub(crate) fn fetch(errand: &Errand) -> Result<Secret<String>, Trouble> {
    let folder = errand.open.folder().map_err(Trouble::Unusable)?;
    #[cfg(unix)]
    if let Some(answer) = super::socket::ask(&folder, &errand.cluster) {
        return answer.map_err(Trouble::Ended);
    }
    let mut known = if errand.source.is_given() {
        errand.source.read()
    } else {
        source::recall(&folder).unwrap_or_else(|| {
            Err("no `haulout open` runs, and none has run yet; start one, or name what to sign in to (--help)".to_owned())
        })
    }
    .map_err(Trouble::Unusable)?;
    choose(&mut known, &errand.cluster).map_err(Trouble::Unusable)?;
    runtime()?.block_on(async {
        let session = errand.open.session(known, Report::Stderr).await;
        let (session, _outbox) = session.map_err(Trouble::Unusable)?;
        wait(session, &errand.cluster).await.map_err(Trouble::Ended)
    })
}

/// Leaves one cluster, so that no credential is asked for that nobody wants.
fn choose(known: &mut Known, cluster: &str) -> Result<(), String> {
    let clusters = &mut known.config.clusters;
    let ids: Vec<String> = clusters.iter().map(|it| it.id.clone()).collect();
    clusters.retain(|it| it.id == cluster);
    if clusters.is_empty() {
        let ids = ids.join(", ");
        return Err(format!(
            "HAULOUT_CLUSTER_UNKNOWN: there is no such cluster; there are {ids}"
        ));
    }
    Ok(())
}

async fn wait(mut session: Session, cluster: &str) -> Result<Secret<String>, String> {
    loop {
        for news in session.next().await {
            match news {
                News::Over(reason) => return Err(reason),
                News::Stop => return Err("interrupted".to_owned()),
                News::Event(_) | News::Asked(_) => {}
            }
        }
        if let Some(Ok(credential)) = session.credential(cluster) {
            return Ok(credential.render());
        }
        let activity = session.cluster(cluster).map(|view| view.activity.clone());
        if let Some(ActivityView::Failed(error)) = activity
            && is_final(error.need())
        {
            return Err(error.to_string());
        }
    }
}
