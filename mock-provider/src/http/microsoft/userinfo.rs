//! UserInfo (OIDC Core §5.3), which Microsoft Graph serves.

use super::call::Call;
use crate::{dialects::microsoft::graph, endpoint::Endpoint};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::new("userinfo", &["GET", "POST"], |app, _, incoming| {
    let openid = |granted: &[String]| granted.iter().any(|scope| scope == "openid");
    match Call::read(app, incoming, "openid", openid) {
        Ok(call) => {
            let setting = app.setting();
            let body = graph::userinfo(&call.account, &call.bearer.token, setting);
            call.bearer.note(graph::json_answer(200, &body, setting))
        }
        Err(answer) => *answer,
    }
});
