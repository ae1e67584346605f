//! The failed checks for each fault of the devstack.

use haulout_devstack::Fault;

use crate::scene::Scene;

/// The ids of failed checks. Faults that affect only a real sign-in have none.
fn failed_checks(fault: Fault) -> &'static [&'static str] {
    match fault {
        Fault::ApiServerDown => &["cluster.version"],
        Fault::Concierge429
        | Fault::Concierge503
        | Fault::ConciergeAbsent
        | Fault::ConciergeHangs
        | Fault::ConciergeMalformed
        | Fault::ConciergeOversized
        | Fault::ConciergeSlow
        | Fault::ConciergeTruncated => &["concierge.request"],
        Fault::IssuerDown => &["issuer.reachable"],
        Fault::OfflineLike => &["cluster.version", "issuer.reachable"],
        Fault::TokenEndpoint429
        | Fault::TokenEndpoint503
        | Fault::TokenEndpoint503RetryAfter
        | Fault::TokenEndpointFails
        | Fault::TokenSlow => &["issuer.client"],
        Fault::AccessDenied
        | Fault::CachedMetadata
        | Fault::ConciergeRefuses
        | Fault::DoubledHeaders
        | Fault::ExpiresInMissing
        | Fault::ExpiresInString
        | Fault::NoIdTokenOnRefresh
        | Fault::RefreshRefused
        | Fault::RefreshReplyLost
        | Fault::SessionRevoked
        | Fault::TokenMalformed
        | Fault::TokenOversized
        | Fault::WrongState => &[],
    }
}

#[tokio::test]
async fn each_fault_fails_only_its_own_checks() {
    let scene = Scene::supervisor().await;
    for fault in Fault::ALL {
        scene.stack.set_fault(*fault, true);
        let report = scene.check(&[]).await;
        scene.stack.set_fault(*fault, false);
        let expected = failed_checks(*fault);
        assert!(
            report.failed_ids().into_iter().eq(expected.iter().copied()),
            "{fault}: {report:#?}"
        );
        assert_eq!(
            report.code,
            Some(i32::from(!expected.is_empty())),
            "{fault}"
        );
        for finding in report.findings.iter().filter(|it| it.status == "fail") {
            let remedy = finding.cure.as_deref().unwrap();
            assert!(remedy.ends_with('.'), "{fault}: {remedy}");
        }
    }
    let report = scene.check(&[]).await;
    assert_eq!(
        report.code,
        Some(0),
        "all faults are off again: {report:#?}"
    );
}
