//! `GET /v1.0/me/photos/48x48/$value`, and the photo without a size.

use super::call::Call;
use crate::{
    answer::Answer,
    app::Site,
    dialects::{
        Dialect,
        microsoft::{grants, graph},
    },
    endpoint::Endpoint,
    http::Incoming,
    protocol::Refusal,
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("photo", answer);

fn answer(app: &Site<'_>, _: &dyn Dialect, incoming: &Incoming) -> Answer {
    let call = match Call::read(app, incoming, "User.Read", |granted| grants(granted, "User.Read")) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    if !call.account.photo {
        let answer = graph::error(
            404,
            "ImageNotFound",
            "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
            app.setting(),
        );
        return call.bearer.note(answer.refused(Refusal::new(
            "photo-exists",
            "an account without a photo",
            "an account with photo = true",
            "nothing is wrong: the app should do without a photo",
        )));
    }
    let photo = Answer::binary(200, graph::PHOTO)
        .header("content-type", "image/png")
        .header("cache-control", "private");
    call.bearer.note(photo)
}
