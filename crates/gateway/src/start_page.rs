//! The portal's document: rendered in the reader's language, so that signing in does not wait for the program.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderValue};
use axum::response::Response;
use haulout::ui::messages::Language;
use haulout::ui::start_page::{self, StartPageRequest};

use crate::assets::{Assets, File};
use crate::config::{Config, TokenMode};
use crate::cookies::{self, Cookies};
use crate::document::{Content, Priority};
use crate::error::Failure;
use crate::headers::{ResponseKind, document_policy};
use crate::inline_hashes::InlineHashes;
use crate::page::Documents;
use crate::relay::issuer::IssuerDocuments;

mod issuer_documents;

pub(crate) use issuer_documents::LatestDocuments;

/// The rendered documents. Each is rendered again when its content changes, and not for each request.
#[derive(Default)]
pub(crate) struct StartPages(Mutex<HashMap<Variant, Rendered>>);

/// What distinguishes the documents of one configuration.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Variant {
    visit: Visit,
    language: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Visit {
    /// The browser has no session.
    SignedOut,
    /// The browser has a session, or had one a moment ago.
    SignedIn,
    /// The issuer redirected the browser back.
    Callback,
}

#[derive(Clone)]
struct Rendered {
    /// The data block that it was rendered from.
    data: Arc<str>,
    document: Arc<Document>,
}

/// A document with its policy.
struct Document {
    file: File,
    kind: ResponseKind,
}

/// `GET /`.
pub(crate) async fn start(
    State(pages): State<StartPageState>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let visit = match pages.has_session(&headers) {
        true => Visit::SignedIn,
        false => Visit::SignedOut,
    };
    pages.answer(visit, &headers).await
}

/// `GET /callback`.
pub(crate) async fn callback(
    State(pages): State<StartPageState>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    pages.answer(Visit::Callback, &headers).await
}

/// The parts of the gateway that a document depends on.
pub(crate) struct StartPageState {
    pub(crate) config: Arc<Config>,
    pub(crate) assets: Arc<Assets>,
    pub(crate) cookies: Arc<Cookies>,
    pub(crate) documents: Arc<Documents>,
    pub(crate) issuer_documents: LatestDocuments,
    pub(crate) pages: Arc<StartPages>,
}

impl StartPageState {
    fn has_session(&self, headers: &HeaderMap) -> bool {
        self.config.tokens == TokenMode::Sealed
            && (self.cookies.has_hint(headers) || self.cookies.session(headers).is_some())
    }

    async fn answer(&self, visit: Visit, headers: &HeaderMap) -> Result<Response, Failure> {
        let language = language(headers);
        let issuer = self.issuer_documents.get().await;
        let data = self.data(visit, issuer.as_deref());
        let variant = Variant {
            visit,
            language: language.tag(),
        };
        let document = match self.pages.find(variant, &data) {
            Some(document) => document,
            None => {
                let document = Arc::new(self.render(visit, language, &data).await?);
                self.pages.keep(variant, data.into(), document.clone());
                document
            }
        };
        Ok(document.file.answer(headers, document.kind.clone()))
    }

    /// The documents that the page would otherwise fetch, as JSON.
    fn data(&self, visit: Visit, issuer: Option<&IssuerDocuments>) -> String {
        let mut data = String::from("{\"config\":");
        data.push_str(&String::from_utf8_lossy(self.documents.public()));
        let metadata = issuer.map(|issuer| ("metadata", &issuer.metadata));
        let identity_providers = issuer.and_then(|issuer| issuer.identity_providers.as_ref());
        let identity_providers = identity_providers.map(|list| ("identityProviders", list));
        for (name, document) in metadata.into_iter().chain(identity_providers) {
            let document = String::from_utf8_lossy(document);
            data.push_str(&format!(",\"{name}\":{document}"));
        }
        if self.config.tokens == TokenMode::Sealed {
            data.push_str(match visit {
                Visit::SignedIn => ",\"session\":\"present\"",
                Visit::SignedOut | Visit::Callback => ",\"session\":\"absent\"",
            });
        }
        data.push('}');
        data
    }

    async fn render(
        &self,
        visit: Visit,
        language: Language,
        data: &str,
    ) -> Result<Document, Failure> {
        let page = start_page::render(StartPageRequest {
            documents: data.as_bytes().to_vec(),
            config_url: self.config.public.join("/config.json"),
            is_callback: visit == Visit::Callback,
            language,
        })
        .await;
        let html = self.assets.document(&Content {
            language: language.tag(),
            title: &page.title,
            data,
            priority: match page.is_sign_in {
                true => Priority::Low,
                false => Priority::High,
            },
            page: &page.html,
            noscript: &page.no_script,
        });
        // Whatever a visit begins with, the program shows the form when the session or the failure is over.
        let has_form = self.config.tokens == TokenMode::Sealed;
        let policy = document_policy(&InlineHashes::of(&html), has_form);
        let kind = ResponseKind::Document {
            policy: HeaderValue::try_from(policy).map_err(Failure::internal)?,
            sends_origin: has_form && visit != Visit::Callback,
        };
        let brotli = brotli(html.as_bytes()).map_err(Failure::internal)?;
        Ok(Document {
            file: File::html(html.into(), brotli.into()),
            kind,
        })
    }
}

impl StartPages {
    fn find(&self, variant: Variant, data: &str) -> Option<Arc<Document>> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rendered = pages.get(&variant)?;
        (*rendered.data == *data).then(|| rendered.document.clone())
    }

    fn keep(&self, variant: Variant, data: Arc<str>, document: Arc<Document>) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.insert(variant, Rendered { data, document });
    }
}

/// The language that the reader chose, or else the first of the browser's languages that there is.
fn language(headers: &HeaderMap) -> Language {
    let chosen = cookies::preference(headers, "language");
    chosen
        .and_then(|tag| Language::of_tag(&tag))
        .unwrap_or_else(|| {
            let accepted = headers.get_all(ACCEPT_LANGUAGE).iter();
            let accepted = accepted.filter_map(|line| line.to_str().ok());
            // Browsers list languages in the user's order, so the weights say nothing new.
            let tags = accepted.flat_map(|line| line.split(','));
            let tags = tags.filter_map(|item| item.split(';').next());
            let tags: Vec<_> = tags.map(|tag| tag.trim().to_owned()).collect();
            Language::best(&tags)
        })
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressor =
        brotli::CompressorWriter::new(Vec::new(), bytes.len(), BROTLI_QUALITY, BROTLI_WINDOW_BITS);
    compressor.write_all(bytes)?;
    compressor.flush()?;
    Ok(compressor.into_inner())
}

/// Nearly as small as the best quality, in a tenth of the time, which the first reader waits for.
const BROTLI_QUALITY: u32 = 9;
/// More than a document has bytes.
const BROTLI_WINDOW_BITS: u32 = 18;
