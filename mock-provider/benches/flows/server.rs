//! The server under load: the release binary, on the first core.

use std::{
    net::{SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    time::Instant,
};

use mock_provider::{Provider, config::Config};

use crate::connection::Connection;

/// The first core is the server's, the second the load's.
const SERVER_CORE: &str = "0";
const LOAD_CORE: &str = "1";

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts it and waits until it answers.
    pub(crate) async fn start() -> Self {
        let address = free_address();
        let program = env!("CARGO_BIN_EXE_mock-provider");
        let port = address.port().to_string();
        let arguments = ["serve", "--quiet", "--port", port.as_str()];
        let mut command = if taskset() {
            let mut command = Command::new("taskset");
            command.args(["-c", SERVER_CORE, program]);
            command
        } else {
            Command::new(program)
        };
        let child = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        let server = Self { child, address };
        while !server.answers().await {
            tokio::task::yield_now().await;
        }
        server
    }

    async fn answers(&self) -> bool {
        match Connection::open(self.address).await {
            Ok(mut connection) => {
                let response = connection.get("/google/oauth2/v3/certs", "").await;
                assert_eq!(response.status, 200);
                true
            }
            Err(_not_yet) => false,
        }
    }

    /// Id, secret (form-encoded), and redirect URI (form-encoded) of the built-in client.
    pub(crate) fn client(&self) -> (String, String, String) {
        let config = Config::default();
        let client = config
            .clients
            .iter()
            .find(|client| client.provider == Provider::Google)
            .expect("a Google client");
        let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        (
            encode(&client.client_id),
            encode(&client.client_secret),
            encode(&client.redirect_uris[0]),
        )
    }

    /// Resident memory in MiB.
    pub(crate) fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .expect("VmRSS");
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kib / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already; there is nothing else to do about it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The median of `times` starts, from the start of the program to the end of its first answer, in milliseconds.
pub(crate) async fn cold_start(times: usize) -> f64 {
    let mut measured = Vec::new();
    for _ in 0..times {
        let begin = Instant::now();
        let server = Server::start().await;
        measured.push(begin.elapsed().as_secs_f64() * 1_000.0);
        drop(server);
    }
    measured.sort_by(f64::total_cmp);
    measured[times / 2]
}

/// Keeps this process off the server's core. What was done, in words.
pub(crate) fn pin_to_second_core() -> String {
    let own = std::process::id().to_string();
    let pinned = taskset()
        && Command::new("taskset")
            .args(["-c", "-p", LOAD_CORE, &own])
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
    if pinned {
        format!("server on core {SERVER_CORE}, load on core {LOAD_CORE}")
    } else {
        "server and load share all cores: `taskset` is not here, or there is one core only".to_owned()
    }
}

fn taskset() -> bool {
    Command::new("taskset")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn free_address() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
}
