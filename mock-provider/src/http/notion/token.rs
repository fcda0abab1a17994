//! Notion's token endpoint: the usual one, and each error has the id of its request.

use super::client::broken_json;
use crate::http::{incoming::Incoming, token};
use crate::{
    answer::Answer,
    app::Site,
    dialects::{Dialect, notion::api},
    endpoint::Endpoint,
    uuid,
};

/// `POST /v1/oauth/token`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("token", answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let request_id = uuid::random(&app.rng);
    if let Some(answer) = broken_json(incoming, &request_id) {
        return answer;
    }
    let answer = token::answer(app, dialect, incoming);
    if answer.status == 200 {
        answer
    } else {
        api::identified(answer, &request_id)
    }
}
