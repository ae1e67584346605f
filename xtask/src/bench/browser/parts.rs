//! The compared portals, and the groups of figures.

use super::peers;

/// A group of figures that `--only` selects.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) profiles: &'static [&'static str],
    /// Whether an unreported round comes first.
    pub(super) warm_up: bool,
    pub(super) runs_max: usize,
    pub(super) portals: &'static [&'static Portal],
    /// Empty if the servers are those of the demo.
    pub(super) clusters: &'static [usize],
}

/// One of the compared portals.
pub(super) struct Portal {
    /// The name in the bench's servers.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// CSS selectors of the sign-in button and of a cluster's row.
    pub(super) button: &'static str,
    pub(super) row: &'static str,
    /// The maximum number of clusters whose certificates are renewed without a use.
    pub(super) keeps: Option<usize>,
}

pub(super) const SEALED: Portal = Portal {
    id: "sealed",
    title: "Haulout, `sealed`",
    button: HAULOUT_BUTTON,
    row: ".row",
    keeps: HAULOUT_KEEPS,
};
const PAGE: Portal = Portal {
    id: "page",
    title: "Haulout, `page`",
    button: HAULOUT_BUTTON,
    row: ".row",
    keeps: HAULOUT_KEEPS,
};
const REACT: Portal = Portal {
    id: peers::REACT,
    title: "React + oidc-client-ts",
    button: "#sign-in",
    row: "li",
    keeps: None,
};
const PREACT: Portal = Portal {
    id: peers::PREACT,
    title: "Preact + oauth4webapi",
    button: "#sign-in",
    row: "li",
    keeps: None,
};
const HAULOUT_BUTTON: &str = "#haulout-sign-in, button.primary";
/// docs/renewal.md describes it.
const HAULOUT_KEEPS: Option<usize> = Some(50);
pub(super) const ALL: &[&Portal] = &[&SEALED, &REACT, &PREACT, &PAGE];

pub(super) const PARTS: &[Part] = &[
    Part {
        name: "cold",
        profiles: &["plain", "slow"],
        warm_up: true,
        runs_max: usize::MAX,
        portals: ALL,
        clusters: &[],
    },
    Part {
        name: "callback",
        profiles: &["plain", "latency-50", "slow"],
        warm_up: true,
        runs_max: usize::MAX,
        portals: ALL,
        clusters: &[],
    },
    Part {
        name: "idle",
        profiles: &["plain"],
        warm_up: false,
        runs_max: usize::MAX,
        portals: ALL,
        clusters: &[],
    },
    Part {
        name: "clusters",
        profiles: &["plain"],
        warm_up: false,
        // Each takes most of a minute.
        runs_max: 3,
        portals: &[&SEALED, &REACT, &PREACT],
        clusters: &[1, 10, 100, 1000],
    },
    Part {
        name: CLI,
        profiles: &[],
        warm_up: false,
        runs_max: usize::MAX,
        portals: &[],
        clusters: &[],
    },
];
pub(super) const SMOKE: Part = Part {
    name: "callback",
    profiles: &["plain"],
    warm_up: false,
    runs_max: 1,
    portals: &[&REACT, &PREACT],
    clusters: &[],
};

/// The part without a browser.
pub(super) const CLI: &str = "cli";
