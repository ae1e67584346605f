//! Reloading in virtual time: the gateway follows changes of the files.

use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::time::sleep;

mod mutated;

use super::{CHECK_INTERVAL, Reloader};
use crate::config::{Overrides, Reading, Source};
use crate::{Assets, ReloadableGateway};

/// A gateway whose configuration is `haulout.yaml` in a folder.
struct Scene {
    folder: TempDir,
    current: Arc<ReloadableGateway>,
    asked: Arc<Notify>,
}

impl Scene {
    /// Must be called in a runtime; the reloader runs until it ends.
    fn start() -> Self {
        let (folder, reloader) = reloader_of(&yaml("first"));
        let current = reloader.current.clone();
        let asked = Arc::new(Notify::new());
        tokio::spawn(reloader.run(asked.clone()));
        Self {
            folder,
            current,
            asked,
        }
    }

    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.folder.path().join(name), content).unwrap();
    }

    /// The title in effect two checks later.
    async fn title(&self) -> String {
        sleep(2 * CHECK_INTERVAL).await;
        self.current.gateway().config.title.clone()
    }

    fn outdated(&self) -> bool {
        let text = self.current.process().metrics.text().unwrap();
        let mut samples = text.lines().filter(|line| !line.starts_with('#'));
        let sample = samples.find(|line| line.contains("outdated"));
        sample.unwrap().ends_with(" 1")
    }
}

/// A gateway and a reloader that does not run.
fn reloader_of(text: &str) -> (TempDir, Reloader) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("assets")).unwrap();
    std::fs::write(
        folder.path().join("index.html"),
        "%lang% %title% %data% %priority% %page% %noscript%",
    )
    .unwrap();
    std::fs::write(folder.path().join("secret"), "one\n").unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let authority = rcgen::CertificateParams::default().self_signed(&key);
    std::fs::write(folder.path().join("ca.pem"), authority.unwrap().pem()).unwrap();
    std::fs::write(file(&folder), text).unwrap();
    let source = Source::new(&file(&folder), Overrides::default());
    let Reading { config, hashes } = source.read();
    let assets = Assets::load(folder.path()).unwrap();
    let current = ReloadableGateway::new(config.unwrap(), assets, None).unwrap();
    (folder, Reloader::new(current, source, hashes))
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("haulout.yaml")
}

fn yaml(title: &str) -> String {
    format!(
        "title: {title}
publicUrl: https://portal.example
issuer:
  url: https://issuer.example
  clientId: portal
  clientSecretFile: secret
  scopes: [openid, offline_access]
  caBundleFile: ca.pem
clusters:
  - id: prod
    name: Production
    server: https://cluster.example
    caFile: ca.pem
    concierge: {{authenticator: {{type: jwt, name: supervisor}}}}
"
    )
}

#[tokio::test(start_paused = true)]
async fn changed_file_is_reloaded_automatically() {
    let scene = Scene::start();
    assert_eq!(scene.title().await, "first");
    scene.write("haulout.yaml", &yaml("second"));
    assert_eq!(scene.title().await, "second");
    assert!(!scene.outdated());
}

#[tokio::test(start_paused = true)]
async fn invalid_file_changes_nothing_until_it_is_fixed() {
    let scene = Scene::start();
    scene.write("haulout.yaml", "title: second\n");
    assert_eq!(scene.title().await, "first");
    assert!(scene.outdated());
    scene.write("haulout.yaml", &yaml("third"));
    assert_eq!(scene.title().await, "third");
    assert!(!scene.outdated());
}

#[tokio::test(start_paused = true)]
async fn missing_file_is_picked_up_when_it_appears() {
    let scene = Scene::start();
    let elsewhere = yaml("second").replace("File: secret", "File: new-secret");
    scene.write("haulout.yaml", &elsewhere);
    assert_eq!(scene.title().await, "first");
    scene.write("new-secret", "two");
    assert_eq!(scene.title().await, "second");
}

#[tokio::test(start_paused = true)]
async fn changed_secret_is_applied() {
    let scene = Scene::start();
    let secret = || {
        let gateway = scene.current.gateway();
        let secret = gateway.config.issuer.client_secret.as_ref().unwrap();
        secret.secret().to_owned()
    };
    assert_eq!(secret(), "one");
    scene.write("secret", "two\n");
    scene.title().await;
    assert_eq!(secret(), "two");
}

#[tokio::test(start_paused = true)]
async fn changed_logo_gets_another_name() {
    let scene = Scene::start();
    let name = || {
        let gateway = scene.current.gateway();
        let logo = gateway.config.branding.logo.as_ref();
        logo.map(|logo| logo.name.clone())
    };
    assert_eq!(name(), None);
    scene.write("logo", "<svg/>");
    let branded = format!("branding: {{logoFile: logo}}\n{}", yaml("second"));
    scene.write("haulout.yaml", &branded);
    scene.title().await;
    let first = name();
    assert!(first.is_some());
    scene.write("logo", "<svg></svg>");
    scene.title().await;
    assert!(name().is_some() && name() != first);
    scene.write("logo", "no picture");
    scene.title().await;
    assert!(scene.outdated());
}

/// Kubernetes updates a ConfigMap by replacing a symbolic link.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn changed_symlink_target_is_a_change() {
    use std::os::unix::fs::symlink;
    let scene = Scene::start();
    let root = scene.folder.path();
    std::fs::write(root.join("..2"), yaml("second")).unwrap();
    symlink("..2", root.join("..new")).unwrap();
    std::fs::rename(root.join("..new"), root.join("haulout.yaml")).unwrap();
    assert_eq!(scene.title().await, "second");
}

#[tokio::test(start_paused = true)]
async fn requested_reload_does_not_wait_for_the_next_check() {
    let scene = Scene::start();
    sleep(CHECK_INTERVAL / 2).await;
    let served = scene.current.gateway();
    scene.asked.notify_one();
    sleep(CHECK_INTERVAL / 10).await;
    let reloaded = scene.current.gateway();
    assert!(!Arc::ptr_eq(&served, &reloaded));
}
