//! What people have at the providers, one file a provider. Those at Google and GitHub stand with the persona.

mod apple;
mod facebook;
mod microsoft;
mod notion;
mod oidc;
mod x;

pub use apple::AppleAccount;
pub use facebook::FacebookAccount;
pub use microsoft::MicrosoftAccount;
pub(crate) use microsoft::PERSONAL_TENANT;
pub use notion::NotionAccount;
pub use oidc::OidcAccount;
pub use x::XAccount;

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn refusal(text: &str) -> String {
        let error = Config::from_toml(text, "mine.toml").expect_err("refused");
        error.to_string()
    }

    #[test]
    fn ids_that_the_provider_would_not_give_are_refused() {
        let cases = [
            (
                "facebook = { id = \"a1\", name = \"A\" }",
                "Facebook id \"a1\"; expected digits",
            ),
            ("facebook = { id = \"1\", name = \"\" }", "without a name"),
            (
                "x = { id = \"x\", username = \"a\", name = \"A\" }",
                "X id \"x\"; expected 1 to 19 digits",
            ),
            (
                "x = { id = \"1\", username = \"a-b\", name = \"A\" }",
                "X username \"a-b\"; expected 1 to 15",
            ),
            (
                "notion = { id = \"1\", name = \"A\", email = \"a@b\", workspace_id = \"1\", workspace_name = \"W\" }",
                "Notion id \"1\"; expected a UUID",
            ),
        ];
        for (account, expected) in cases {
            let said = refusal(&format!("[[personas]]\nid = \"p\"\n{account}\n"));
            assert!(
                said.contains("persona \"p\" ") && said.contains(expected),
                "{said}"
            );
        }
    }

    #[test]
    fn two_people_cannot_share_an_account() {
        let notion = "id = \"11111111-1111-4111-8111-111111111111\", name = \"A\", email = \"a@b\", workspace_id = \"11111111-1111-4111-8111-111111111111\", workspace_name = \"W\"";
        for account in [
            "facebook = { id = \"1\", name = \"A\" }".to_owned(),
            "x = { id = \"1\", username = \"a\", name = \"A\" }".to_owned(),
            format!("notion = {{ {notion} }}"),
        ] {
            let text = format!("[[personas]]\nid = \"p\"\n{account}\n[[personas]]\nid = \"q\"\n{account}\n");
            let said = refusal(&text);
            assert!(
                said.contains("\"p\" and \"q\" share an id or an account"),
                "{said}"
            );
        }
    }

    #[test]
    fn statuses_that_the_provider_never_answers_and_kinds_of_others_are_refused() {
        for (text, expected) in [
            (
                "[facebook]\nbad_token_status = 500\n",
                "bad_token_status of facebook is 500; expected 400 or 401",
            ),
            (
                "[x]\nabsent_authorization_status = 403\n",
                "absent_authorization_status of x is 403; expected 400 or 401",
            ),
            (
                "[[clients]]\nprovider = \"notion\"\nclient_id = \"a\"\nkind = \"native_app\"\n",
                "of kind \"native_app\", which notion does not have",
            ),
            (
                "[[clients]]\nprovider = \"facebook\"\nclient_id = \"a\"\nstatus = \"not_enrolled\"\n",
                "a status that facebook does not have",
            ),
        ] {
            let said = refusal(text);
            assert!(said.contains(expected), "{said}");
        }
    }
}
