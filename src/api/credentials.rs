//! Credentials and kubeconfigs of a session as JSON. All of it is **secret**.

use haulout_protocol::Error;
use haulout_protocol::error::{ConfigError, Reason};
use haulout_protocol::json::{Json, JsonError};
use haulout_protocol::kubeconfig::Form;
use haulout_protocol::live_folder::Location;
use haulout_protocol::snapshot::Situation;

use super::error;
use super::object::Object;
use crate::browser::driver::Driver;

/// `{value}` with the kubeconfig that `request`, the JSON of `{clusters?, form, argument}`, asks for, or `{error}`.
pub(super) fn kubeconfig(driver: &Driver, request: &str) -> String {
    answer(KubeconfigRequest::read(request).and_then(|request| {
        let ids = request.clusters.unwrap_or_else(|| cluster_ids(driver));
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let document = driver.kubeconfig(&ids, &request.form)?;
        Ok(Object::default().with("value", document.render().secret()))
    }))
}

/// `{value: {name, contents}}` with one cluster's credential file, or `{error}`.
pub(super) fn credential(driver: &Driver, cluster: &str) -> String {
    answer(driver.live_credential(cluster).map(|file| {
        let file = Object::default()
            .with("name", &file.name)
            .with("contents", file.contents.secret());
        Object::default().with("value", file)
    }))
}

fn answer(result: Result<Object, Error>) -> String {
    result
        .unwrap_or_else(|error| error::answer(&error))
        .finish()
}

struct KubeconfigRequest {
    clusters: Option<Vec<String>>,
    form: Form,
}

impl KubeconfigRequest {
    fn read(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(|fault| Reason::Argument(ConfigError::from(fault)).into())
    }

    fn parse(text: &str) -> Result<Self, JsonError> {
        let json = Json::parse(text.as_bytes())?;
        let raw = json.root()?;
        let argument = raw.text("argument")?;
        Ok(Self {
            clusters: raw.texts("clusters")?,
            form: match raw.text("form")? {
                "inline" => Form::Inline,
                "haulout" => Form::HauloutCredential {
                    command: argument.to_owned(),
                },
                "pinniped" => Form::PinnipedCli,
                "folder" => Form::LiveFolder(Location::parse(argument).map_err(|_| JsonError {
                    place: "folder".into(),
                    reason: "must be an absolute path, or one below `~`",
                })?),
                _ => {
                    return Err(JsonError {
                        place: "form".into(),
                        reason: "must be one of the forms of a kubeconfig",
                    });
                }
            },
        })
    }
}

fn cluster_ids(driver: &Driver) -> Vec<String> {
    match driver.snapshot().situation {
        Situation::SignedIn(view) => view.clusters.iter().map(|it| it.id.clone()).collect(),
        Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => Vec::new(),
    }
}
