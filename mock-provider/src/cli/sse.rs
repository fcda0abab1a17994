//! Reading server-sent events.

use reqwest::Response;

/// One event.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    /// Its kind.
    pub(super) name: String,
    /// What it carries.
    pub(super) data: String,
}

/// The events of a response, as they come in.
#[derive(Debug)]
pub(super) struct Events {
    response: Response,
    bytes: Vec<u8>,
}

impl Events {
    pub(super) fn new(response: Response) -> Self {
        Self {
            response,
            bytes: Vec::new(),
        }
    }

    /// The next event; absent when the stream has ended, however it did.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(block) = take_block(&mut self.bytes) {
                let event = read(&block);
                if !event.data.is_empty() {
                    return Some(event);
                }
            }
            let chunk = self.response.chunk().await.ok()??;
            self.bytes.extend_from_slice(&chunk);
        }
    }
}

/// Takes out what stands before the first empty line. A character may still be cut in two after it, so this looks at
/// bytes.
fn take_block(bytes: &mut Vec<u8>) -> Option<String> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n")?;
    let block: Vec<u8> = bytes.drain(..end + 2).collect();
    Some(String::from_utf8_lossy(&block).into_owned())
}

fn read(block: &str) -> Event {
    let mut event = Event::default();
    for line in block.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut event.name),
            "data" => {
                if !event.data.is_empty() {
                    event.data.push('\n');
                }
                event.data.push_str(value);
            }
            _ => {}
        }
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_from_blocks_and_comments_are_none() {
        let mut bytes = b": hello\n\nid: 1\nevent: flow\ndata: {\ndata: }\n\nevent: cut".to_vec();
        let comment = read(&take_block(&mut bytes).expect("a block"));
        assert_eq!(comment, Event::default());
        let event = read(&take_block(&mut bytes).expect("a block"));
        assert_eq!((event.name.as_str(), event.data.as_str()), ("flow", "{\n}"));
        assert_eq!(take_block(&mut bytes), None);
        assert_eq!(bytes, b"event: cut");
    }
}
