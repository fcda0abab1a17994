//! An HTTP/1.1 connection that costs as little as possible, so that the load is not what is measured.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A kept-alive connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// As much of a response as the benchmark looks at.
#[derive(Debug)]
pub(crate) struct Response<'a> {
    pub(crate) status: u16,
    pub(crate) location: Option<&'a str>,
    pub(crate) body: &'a str,
}

impl Connection {
    pub(crate) async fn open(address: std::net::SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(16 * 1024),
        })
    }

    pub(crate) async fn get(&mut self, path: &str, headers: &str) -> Response<'_> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n"))
            .await
    }

    pub(crate) async fn post(&mut self, path: &str, headers: &str, form: &str) -> Response<'_> {
        let length = form.len();
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n{headers}\r\n{form}"
        ))
        .await
    }

    async fn send(&mut self, request: &str) -> Response<'_> {
        self.stream.write_all(request.as_bytes()).await.expect("written");
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("read");
            assert!(read > 0, "the server closed the connection");
            if let Some((head, length)) = head(&self.buffer)
                && self.buffer.len() >= head + length
            {
                return response(&self.buffer, head);
            }
        }
    }
}

/// The length of the head and of the body, once the head is there.
fn head(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(bytes).expect("an HTTP response") {
        httparse::Status::Complete(head) => {
            let length = response
                .headers
                .iter()
                .find(|header| header.name.eq_ignore_ascii_case("content-length"))
                .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok())
                .unwrap_or(0);
            Some((head, length))
        }
        httparse::Status::Partial => None,
    }
}

fn response(bytes: &[u8], head: usize) -> Response<'_> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut response = httparse::Response::new(&mut headers);
    response.parse(bytes).expect("parsed before");
    let location = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("location"))
        .and_then(|header| std::str::from_utf8(header.value).ok());
    Response {
        status: response.code.expect("a status"),
        location,
        body: std::str::from_utf8(&bytes[head..]).expect("UTF-8"),
    }
}
