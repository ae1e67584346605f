//! How clusters, contexts and users are called, so that files of several clusters and people merge into one.

use alloc::string::String;

/// Patterns for the names in a kubeconfig.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    context: String,
    user: String,
}

impl Names {
    /// Proves two patterns: `{cluster}` stands for the cluster's id, `{user}` for whose credential it is.
    ///
    /// # Errors
    /// The pattern, and what is wrong with it.
    pub fn new(
        context: Option<&str>,
        user: Option<&str>,
    ) -> Result<Self, (&'static str, &'static str)> {
        let (context, user) = (context.unwrap_or(CLUSTER), user.unwrap_or(USER_AT_CLUSTER));
        let once = |pattern: &str, word| pattern.matches(word).count() == 1;
        if !once(context, CLUSTER) || context.contains(USER) {
            return Err(("context", "must contain `{cluster}` once, and no `{user}`"));
        }
        // An id has no `@`, so whatever a user is called, no two pairs make the same name.
        let between = match (user.find(USER), user.find(CLUSTER)) {
            (Some(u), Some(c)) if u < c => &user[u + USER.len()..c],
            (Some(u), Some(c)) => &user[c + CLUSTER.len()..u],
            _ => "",
        };
        if !once(user, CLUSTER) || !once(user, USER) || !between.contains('@') {
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
        self.context.replace(CLUSTER, cluster_id)
    }

    pub(super) fn user(&self, who: &str, cluster_id: &str) -> String {
        // Neither is looked into for the other's place: a user may be called `{cluster}`.
        let (before, after) = self.user.split_once(USER).unwrap_or((&self.user, ""));
        [
            &before.replace(CLUSTER, cluster_id),
            who,
            &after.replace(CLUSTER, cluster_id),
        ]
        .concat()
    }
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
