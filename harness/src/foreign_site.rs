//! A site of somebody else, on loopback: one page at every address, for as long as the value lives.

use std::net::Ipv4Addr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The largest request head that is read.
const LARGEST_HEAD: usize = 64 * 1024;

/// A running site. Dropping it stops it.
#[derive(Debug)]
pub struct ForeignSite {
    port: u16,
    serving: JoinHandle<()>,
}

impl ForeignSite {
    /// Serves `page` on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn serve(page: String) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let page = page.clone();
                tokio::spawn(async move {
                    // Whoever goes away while being answered wants no answer.
                    let _ = answer(stream, &page).await;
                });
            }
        });
        Ok(Self { port, serving })
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for ForeignSite {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(mut stream: TcpStream, page: &str) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < LARGEST_HEAD {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n{page}",
        page.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}
