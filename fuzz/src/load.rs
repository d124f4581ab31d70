//! A target whose every file holds what the fuzzer made.

use std::sync::Arc;

use target::{Conditions, Content, FileNode, Loader, Node, Object, Program, Tree, start};

/// Every path is one of two files.
struct Everywhere {
    loader: Loader,
    cache: Arc<[u8]>,
    object: Option<Arc<Object>>,
    bytes: Arc<Vec<u8>>,
}

impl Tree for Everywhere {
    fn name(&self) -> &str {
        "fuzz"
    }

    fn look(&self, path: &str) -> Node {
        // A few identities, so that several objects are loaded.
        let identity = (0, path.len() as u64 % 7);
        Node::File(FileNode {
            path: path.to_owned(),
            identity,
            mode: Some(0o755),
            size: Some(self.bytes.len() as u64),
        })
    }

    fn content(&self, _path: &str) -> Content {
        match &self.object {
            Some(object) => Content::Elf(Arc::clone(object)),
            None => Content::Other {
                first: self.bytes.iter().take(256).copied().collect(),
                size: self.bytes.len() as u64,
            },
        }
    }

    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, String> {
        if path == "/etc/ld.so.cache" {
            return Ok(Arc::clone(&self.cache));
        }
        Ok(self.bytes.as_slice().into())
    }

    fn loader(&self, _path: &str) -> Option<Loader> {
        Some(self.loader)
    }
}

/// The first byte picks the loader, the next two say how long the cache is that follows; the rest is the file.
pub fn load(data: &[u8]) {
    let Some((&[pick, low, high], rest)) = data.split_first_chunk() else { return };
    let length = usize::from(u16::from_le_bytes([low, high])).min(rest.len());
    let (cache, file) = rest.split_at(length);
    let bytes = Arc::new(file.to_vec());
    let tree = Everywhere {
        loader: match pick % 3 {
            0 => Loader::Glibc(Some((2, 31))),
            1 => Loader::Glibc(Some((2, 41))),
            _ => Loader::Musl(Some((1, 2, 5))),
        },
        cache: cache.into(),
        object: Object::read(Arc::clone(&bytes) as target::Bytes).ok().map(Arc::new),
        bytes: Arc::clone(&bytes),
    };
    let conditions = Conditions {
        environment: vec![("LD_LIBRARY_PATH".to_owned(), "/a:$ORIGIN".to_owned())],
        opens: vec!["liba.so".to_owned()],
        ..Conditions::default()
    };
    drop(start(&tree, &Program::new("/app", bytes), &conditions));
}
