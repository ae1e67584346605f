//! The commands' surroundings in each shell's language.

/// The syntax of one shell.
pub(super) struct Syntax {
    pub(super) begin: &'static str,
    pub(super) command: &'static str,
    /// Before and after the content of a file.
    pub(super) file: (&'static str, &'static str),
    pub(super) end: &'static str,
}

/// In a subshell, so that a failure ends the commands but not the session.
pub(super) const BASH: Syntax = Syntax {
    begin: "(\nset -e\nhaulout=$(mktemp -d)\ntrap 'rm -rf \"$haulout\"' EXIT\n",
    command: "kubectl config ",
    file: ("printf %s ", "\n"),
    end: ")\n",
};
pub(super) const FISH: Syntax = Syntax {
    begin: "begin\nset -l haulout (mktemp -d)\n",
    command: "and kubectl config ",
    file: ("and printf %s ", "\n"),
    end: "set -l outcome $status\nrm -rf $haulout\ntest $outcome -eq 0\nend\n",
};
/// Before 7.3, PowerShell passes quotation marks to programs without the backslashes that they expect.
pub(super) const POWERSHELL: Syntax = Syntax {
    begin: r#"& {
$ErrorActionPreference = 'Stop'
function Set-Entry {
$words = $args
if ($PSVersionTable.PSVersion -lt [version]'7.3') {
$words = $args | ForEach-Object { $_ -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1' }
}
kubectl config @words
if ($LASTEXITCODE) { throw "kubectl config $($args[0]) failed" }
}
$haulout = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
[void](New-Item -ItemType Directory $haulout)
try {
if ($IsLinux -or $IsMacOS) { chmod 700 $haulout }
"#,
    command: "Set-Entry ",
    file: ("[IO.File]::WriteAllText(", ")\n"),
    end: "} finally {\nRemove-Item -Recurse -Force $haulout\n}\n}\n",
};
