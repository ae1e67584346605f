//! `import`: a gateway's configuration out of what `pinniped get kubeconfig` knows.

pub(crate) mod ids;
pub(crate) mod kubeconfig;
