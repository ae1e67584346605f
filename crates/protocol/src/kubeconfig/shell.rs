//! A kubeconfig as `kubectl config` commands to paste into a shell.
//!
//! Certificates and keys go through files in a private temporary folder that is removed afterwards. As an argument,
//! every process on the computer could see them, and a pipe does not work because kubectl reads the file twice. A
//! token is the exception, because kubectl accepts it only as an argument.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::document::{Cluster, Context, Exec, Kubeconfig, Named, User};
use super::exec_credential::Material;
use super::render::MASK;
use crate::secret::Secret;

mod quote;
mod syntax;

use quote::quote;
use syntax::{BASH, FISH, POWERSHELL, Syntax};

/// The shell that the commands are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// bash and zsh.
    Bash,
    /// fish.
    Fish,
    /// PowerShell, on any system.
    PowerShell,
}

impl Shell {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Bash, Self::Fish, Self::PowerShell];

    /// A stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Fish => "fish",
            Self::PowerShell => "powershell",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn of_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shell| shell.as_str() == text)
    }

    /// Quotes any text as one word of a command.
    #[must_use]
    pub fn word(self, text: &str) -> String {
        let mut word = String::new();
        quote(self, &[text], &mut word);
        word
    }
}

impl Kubeconfig {
    /// Commands that add this document to the kubeconfig that kubectl uses. **Secret** if it contains a credential.
    ///
    /// They replace entries of the same names, leave all others unchanged, and stop at the first failure. kubectl has
    /// no option for the install hint of a credential plugin, so it is omitted.
    #[must_use]
    pub fn commands(&self, shell: Shell) -> Secret<String> {
        // Allocated in full, because a growing string would leave parts of a key in freed memory.
        let secrets = self.users.iter().map(|user| match &user.item {
            User::Holds(Material::Certificate { key: secret, .. } | Material::Token(secret)) => {
                secret.secret().len() * LONGEST_QUOTED
            }
            User::Runs(_) => 0,
        });
        let size = self.script(shell, true).out.len() + secrets.sum::<usize>();
        let mut script = Script::new(shell, false);
        script.out.reserve_exact(size);
        self.write_commands(&mut script);
        Secret::new(script.out)
    }

    /// The same for display, with a mask in place of every private key and token.
    #[must_use]
    pub fn commands_masked(&self, shell: Shell) -> String {
        self.script(shell, true).out
    }

    fn script(&self, shell: Shell, masked: bool) -> Script {
        let mut script = Script::new(shell, masked);
        self.write_commands(&mut script);
        script
    }

    fn write_commands(&self, script: &mut Script) {
        script.out.push_str(script.syntax.begin);
        for Named { name, item } in &self.clusters {
            cluster(script, name, item);
        }
        for Named { name, item } in &self.users {
            user(script, name, item);
        }
        for Named { name, item } in &self.contexts {
            context(script, name, item);
        }
        if !self.current_context.is_empty() {
            script.command("use-context");
            script.name(&self.current_context);
        }
        script.out.push_str(script.syntax.end);
    }
}

fn cluster(script: &mut Script, name: &str, cluster: &Cluster) {
    let authorities = cluster.certificate_authority_data.as_deref().map(decoded);
    if let Some(pem) = &authorities {
        script.file("ca", pem);
    }
    script.command("set-cluster");
    script.flag("server", &cluster.server);
    if authorities.is_some() {
        script.file_flag("certificate-authority", "ca");
        script.word("--embed-certs");
    }
    script.optional_flag("proxy-url", cluster.proxy_url.as_deref());
    script.optional_flag("tls-server-name", cluster.tls_server_name.as_deref());
    script.name(name);
}

fn user(script: &mut Script, name: &str, user: &User) {
    match user {
        User::Holds(Material::Certificate { pem, key }) => {
            script.file("cert", pem);
            let shown = script.shown(key);
            script.file("key", shown);
            script.command("set-credentials");
            script.file_flag("client-certificate", "cert");
            script.file_flag("client-key", "key");
            script.word("--embed-certs");
        }
        User::Holds(Material::Token(token)) => {
            script.command("set-credentials");
            let shown = script.shown(token);
            script.flag("token", shown);
        }
        User::Runs(exec) => plugin(script, exec),
    }
    script.name(name);
}

fn plugin(script: &mut Script, exec: &Exec) {
    script.command("set-credentials");
    script.flag("exec-api-version", exec.api_version);
    script.flag("exec-command", &exec.command);
    for arg in &exec.args {
        script.flag("exec-arg", &listed(arg));
    }
    script.optional_flag("exec-interactive-mode", exec.interactive_mode);
    script.word(if exec.provide_cluster_info {
        "--exec-provide-cluster-info=true"
    } else {
        "--exec-provide-cluster-info=false"
    });
}

fn context(script: &mut Script, name: &str, context: &Context) {
    script.command("set-context");
    script.flag("cluster", &context.cluster);
    script.flag("user", &context.user);
    script.optional_flag("namespace", context.namespace.as_deref());
    script.name(name);
}

/// kubectl parses this argument as a line of comma-separated values (RFC 4180).
fn listed(arg: &str) -> Cow<'_, str> {
    if !arg.is_empty() && !arg.contains(['"', ',', '\n', '\r']) {
        return arg.into();
    }
    format!("\"{}\"", arg.replace('"', "\"\"")).into()
}

/// Data that is not text cannot be a PEM certificate either.
fn decoded(ca_data: &str) -> String {
    let bytes = BASE64_STANDARD.decode(ca_data).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The commands so far.
struct Script {
    shell: Shell,
    syntax: &'static Syntax,
    masked: bool,
    out: String,
}

impl Script {
    const fn new(shell: Shell, masked: bool) -> Self {
        Self {
            shell,
            syntax: match shell {
                Shell::Bash => &BASH,
                Shell::Fish => &FISH,
                Shell::PowerShell => &POWERSHELL,
            },
            masked,
            out: String::new(),
        }
    }

    fn shown<'a>(&self, secret: &'a Secret<String>) -> &'a str {
        if self.masked { MASK } else { secret.secret() }
    }

    fn command(&mut self, name: &str) {
        self.out.push_str(self.syntax.command);
        self.out.push_str(name);
    }

    /// Ends a command.
    fn name(&mut self, name: &str) {
        // Quoted for PowerShell, which would otherwise consume it.
        self.word("--");
        self.word(name);
        self.out.push('\n');
    }

    fn optional_flag(&mut self, flag: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.flag(flag, value);
        }
    }

    fn flag(&mut self, flag: &str, value: &str) {
        self.out.push(' ');
        quote(self.shell, &["--", flag, "=", value], &mut self.out);
    }

    fn word(&mut self, word: &str) {
        self.out.push(' ');
        quote(self.shell, &[word], &mut self.out);
    }

    fn file_flag(&mut self, flag: &str, file: &str) {
        let flag = format!(" \"--{flag}=$haulout/{file}\"");
        self.out.push_str(&flag);
    }

    fn file(&mut self, file: &str, text: &str) {
        let (before, after) = self.syntax.file;
        self.out.push_str(before);
        if matches!(self.shell, Shell::PowerShell) {
            self.out.push_str(&format!("\"$haulout/{file}\", "));
        }
        quote(self.shell, &[text], &mut self.out);
        if !matches!(self.shell, Shell::PowerShell) {
            self.out.push_str(&format!(" >\"$haulout/{file}\""));
        }
        self.out.push_str(after);
    }
}

/// Bytes of the longest quoted form of one byte: a control character in PowerShell.
const LONGEST_QUOTED: usize = 14;

#[cfg(test)]
mod tests;
