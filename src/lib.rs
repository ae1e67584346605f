//! The Haulout component: browser edge, JavaScript API and Yew interface over `haulout-protocol`.
