//! A server of pages that are hard to act on.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;
use url::Url;

const FORM: &str = r#"<main>
<label for="n">Last name</label><input id="n">
<label><input type="checkbox" id="terms"> I accept</label>
<button id="late" hidden>Continue</button></main>
<script>
const later = document.getElementById("late");
document.getElementById("n").addEventListener("input", () => { later.hidden = false; });
later.addEventListener("click", () => {
  const accepted = document.getElementById("terms").checked ? ",accepted" : "";
  document.cookie = "who=" + document.getElementById("n").value + accepted;
  location.href = "/done";
});
</script>"#;

/// `/slow` is held back until this page has been there for a while after the click,
/// so that whoever does not wait still sees it.
const WAYS: &str = r#"<a role="button" href="/slow">Link</a>
<form action="/slow" method="post"><button>Form</button></form>
<button onclick="location.href = '/slow'">Script</button>
<button onclick="setTimeout(() => { location.href = '/slow'; }, 50)">Later</button>
<script>
addEventListener("click", () => setTimeout(() => navigator.sendBeacon("/release"), 200));
</script>"#;

/// The button jumps away the first time that the mouse comes near.
const MOVING: &str = r#"<style>.late button { margin-left: 300px }</style>
<p id="clicks">0 clicks</p><p id="elsewhere">0 elsewhere</p>
<div id="row"><button id="pay">Pay</button></div>
<script>
let clicks = 0, elsewhere = 0;
const row = document.getElementById("row");
addEventListener("mousemove", () => { row.className = "late"; }, { once: true });
document.getElementById("pay").addEventListener("click", (event) => {
  event.stopPropagation();
  clicks += 1;
  document.getElementById("clicks").textContent = clicks + (clicks === 1 ? " click" : " clicks");
});
for (const kind of ["mousedown", "click"]) addEventListener(kind, (event) => {
  if (event.target.id === "pay") return;
  elsewhere += 1;
  document.getElementById("elsewhere").textContent = elsewhere + " elsewhere";
});
</script>"#;

const COVERED: &str = r#"<p id="clicks">0 clicks</p><button id="pay">Pay</button>
<div id="overlay" style="position: fixed; inset: 0; background: #0003"></div>
<script>
let clicks = 0;
document.getElementById("pay").addEventListener("click", () => {
  clicks += 1;
  document.getElementById("clicks").textContent = clicks + (clicks === 1 ? " click" : " clicks");
});
if (!location.search) setTimeout(() => document.getElementById("overlay").remove(), 300);
</script>"#;

const LONG: &str = r#"<style>html { scroll-behavior: smooth }</style>
<p id="clicks">0 clicks</p><div style="height: 4000px"></div>
<button onclick="document.getElementById('clicks').textContent = '1 click'">Pay</button>"#;

/// Each load but the last goes on to the next one, in the middle of a wait.
const REPLACING: &str = r##"<p id="count"></p>
<script>
const turn = Number(location.hash.slice(1) || 0) + 1;
if (turn > 5) {
  setTimeout(() => {
    const last = document.createElement("p");
    last.id = "last";
    last.textContent = "here at last";
    document.body.append(last);
  }, 30);
} else {
  setTimeout(() => { location.replace("/replacing?" + turn + "#" + turn); }, 30);
}
</script>"##;

const DIALOGS: &str = r#"<p id="empty"></p><p id="out"></p><p id="asked"></p>
<button onclick="document.getElementById('asked').textContent = 'prompt said ' + prompt('Who?')">Ask</button>
<script>
alert("Hello");
document.getElementById("out").textContent = "alert closed, confirm said " + confirm("Sure?");
</script>"#;

/// A code in six fields of one character; typing in one moves the focus to the next.
const CODE: &str = r#"<div id="fields"></div><p id="out"></p>
<script>
const fields = [1, 2, 3, 4, 5, 6].map((n) => {
  const field = document.createElement("input");
  field.maxLength = 1;
  field.setAttribute("aria-label", "Digit " + n);
  document.getElementById("fields").append(field);
  return field;
});
fields.forEach((field, i) => field.addEventListener("input", () => {
  fields[i + 1]?.focus();
  if (fields.every((f) => f.value)) {
    document.getElementById("out").textContent = fields.map((f) => f.value).join(" ");
  }
}));
</script>"#;

/// A region that has nothing to say yet stands before the one that has, and the way on comes once the script has its
/// turn.
const WORDS: &str = r#"<div role="alert"> </div><div role="alert">Wrong code</div>
<script>setTimeout(() => {
  document.body.insertAdjacentHTML("beforeend", '<a href="/">Try again</a>');
}, 1000);</script>"#;

/// Serves the pages, and the request's cookies at `/done`, on a free port of this machine.
pub async fn serve() -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = listener.local_addr().expect("an address");
    let release = Arc::new(Notify::new());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let release = Arc::clone(&release);
            tokio::spawn(async move {
                let mut buffer = vec![0; 8192];
                let read = stream.read(&mut buffer).await.unwrap_or(0);
                let request = String::from_utf8_lossy(&buffer[..read]).into_owned();
                if request.starts_with("GET /to-an-app ") {
                    let answer = "HTTP/1.1 302 Found\r\nlocation: com.example.app:/callback?code=4711\r\n\
                        content-length: 0\r\nconnection: close\r\n\r\n";
                    let _ = stream.write_all(answer.as_bytes()).await;
                    return;
                }
                let body = body(&request, &release).await;
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    Url::parse(&format!("http://localhost:{}/", address.port())).expect("a URL")
}

async fn body(request: &str, release: &Notify) -> String {
    let path = request.split([' ', '?']).nth(1).unwrap_or_default();
    let page = match path {
        "/" => FORM.to_owned(),
        "/ways" => WAYS.to_owned(),
        "/slow" => {
            release.notified().await;
            "<h1>Slow</h1><a href=\"/ways\">Back</a>".to_owned()
        }
        "/release" => {
            release.notify_one();
            String::new()
        }
        "/moving" => MOVING.to_owned(),
        "/covered" => COVERED.to_owned(),
        "/long" => LONG.to_owned(),
        "/replacing" => REPLACING.to_owned(),
        "/dialogs" => DIALOGS.to_owned(),
        "/code" => CODE.to_owned(),
        "/words" => WORDS.to_owned(),
        _ => {
            let cookies = request.lines().find_map(|line| {
                line.to_lowercase()
                    .starts_with("cookie:")
                    .then(|| line[7..].trim().to_owned())
            });
            format!("<h1>Done</h1><p>{}</p>", cookies.unwrap_or_default())
        }
    };
    format!("<!doctype html><html lang=\"en\"><title>Page</title>{page}</html>")
}
