//! Names of clusters, contexts and users, so that files of several clusters and users can be merged.

use alloc::string::String;

/// Patterns for the names in a kubeconfig.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    context: String,
    user: String,
}

impl Names {
    /// Validates two patterns: `{cluster}` stands for the cluster's id, `{user}` for the user.
    ///
    /// # Errors
    /// The pattern, and the reason.
    pub fn new(
        context: Option<&str>,
        user: Option<&str>,
    ) -> Result<Self, (&'static str, &'static str)> {
        let (context, user) = (context.unwrap_or(CLUSTER), user.unwrap_or(USER_AT_CLUSTER));
        if around(context, CLUSTER).is_none() || places(context, USER).next().is_some() {
            return Err(("context", "must contain `{cluster}` once, and no `{user}`"));
        }
        // An id contains no `@`, so two different pairs never make the same name.
        let between = around(user, CLUSTER)
            .and(around(user, USER))
            .and_then(|(before, after)| {
                let user_first = around(after, CLUSTER).map(|(between, _)| between);
                user_first.or_else(|| around(before, CLUSTER).map(|(_, between)| between))
            });
        if !between.is_some_and(|between| between.contains('@')) {
            return Err((
                "user",
                "must contain `{user}` and `{cluster}` once each, with an `@` between them",
            ));
        }
        for (name, pattern) in [("context", context), ("user", user)] {
            if pattern.contains(char::is_control) {
                return Err((name, "must not contain control characters"));
            }
        }
        Ok(Self {
            context: context.into(),
            user: user.into(),
        })
    }

    pub(super) fn context(&self, cluster_id: &str) -> String {
        fill(&self.context, cluster_id)
    }

    pub(super) fn user(&self, who: &str, cluster_id: &str) -> String {
        // Inserted text is not searched for placeholders: a user may be called `{cluster}`.
        let (before, after) = around(&self.user, USER).unwrap_or((&self.user, ""));
        [&fill(before, cluster_id), who, &fill(after, cluster_id)].concat()
    }
}

/// The pattern with the id in place of its placeholder, if it has one.
fn fill(pattern: &str, cluster_id: &str) -> String {
    match around(pattern, CLUSTER) {
        Some((before, after)) => [before, cluster_id, after].concat(),
        None => pattern.into(),
    }
}

/// The text before and after `word`, if it occurs once.
fn around<'a>(pattern: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let mut places = places(pattern, word);
    let place = places.next()?;
    places.next().is_none().then_some(place)
}

/// Each occurrence of `word`, which starts with a brace, as the text before and after it.
fn places<'a>(pattern: &'a str, word: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    pattern.match_indices('{').filter_map(move |(at, _)| {
        let after = pattern.get(at..)?.strip_prefix(word)?;
        Some((pattern.get(..at)?, after))
    })
}

impl Default for Names {
    fn default() -> Self {
        Self {
            context: CLUSTER.into(),
            user: USER_AT_CLUSTER.into(),
        }
    }
}

const CLUSTER: &str = "{cluster}";
const USER: &str = "{user}";
const USER_AT_CLUSTER: &str = "{user}@{cluster}";

#[cfg(test)]
mod tests;
