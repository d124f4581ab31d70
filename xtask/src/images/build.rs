//! Images, each from a root of `cargo xtask roots`, fixtures, and layers that change both.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{command, fixtures, roots};

/// One image of the layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    /// Its tag.
    pub(super) tag: &'static str,
    /// The root that it starts from; empty for scratch.
    pub(super) root: &'static str,
    /// Fixtures and where they go.
    pub(super) programs: &'static [(&'static str, &'static str)],
    /// Scripts and where they go.
    pub(super) scripts: &'static [(&'static str, &'static str)],
    /// The command.
    pub(super) command: &'static [&'static str],
    /// The user.
    pub(super) user: &'static str,
    /// What further layers do, each in turn.
    pub(super) layers: &'static [Change],
    /// What is expected of each program: path, verdict, subject of a failure, started, rules.
    pub(super) expected: &'static [Expected],
}

/// What one layer does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// Unpacked, changed by a shell command in the root, packed again by umoci.
    Repack(&'static str),
    /// A shell command makes the layer's files in an empty folder; tar packs them as they are.
    Tar(&'static str),
}

/// What cgone must say of a program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    pub(super) path: &'static str,
    pub(super) verdict: &'static str,
    pub(super) subject: Option<&'static str>,
    pub(super) started: Option<&'static str>,
    /// Rules about images that speak, sorted.
    pub(super) rules: &'static [&'static str],
}

pub(super) const IMAGES: &[Spec] = &[
    Spec {
        tag: "scratch",
        root: "",
        programs: &[
            ("https/go1.27/linux-amd64", "/usr/bin/server"),
            ("zones/go1.27/linux-amd64", "/usr/bin/zones"),
        ],
        scripts: &[],
        command: &["/usr/bin/server", "--listen"],
        user: "app",
        layers: &[],
        expected: &[
            Expected {
                path: "/usr/bin/server",
                verdict: "starts",
                subject: None,
                started: Some("yes"),
                rules: &["missing-runtime-files", "user-not-in-image"],
            },
            Expected {
                path: "/usr/bin/zones",
                verdict: "starts",
                subject: None,
                started: Some("no"),
                rules: &["missing-runtime-files", "not-started-by-image"],
            },
        ],
    },
    Spec {
        tag: "static",
        root: "dl-static",
        programs: &[("https/go1.27/linux-amd64", "/server")],
        scripts: &[],
        command: &["/server"],
        user: "",
        layers: &[],
        expected: &[Expected {
            path: "/server",
            verdict: "starts",
            subject: None,
            started: Some("yes"),
            rules: &["runs-as-root"],
        }],
    },
    Spec {
        tag: "debian",
        root: "bookworm",
        programs: &[
            ("cgofoo/go1.27/linux-amd64", "/opt/lacking"),
            ("cgolibm/go1.27/linux-amd64", "/opt/whole"),
        ],
        scripts: &[("/start", "#!/bin/sh\nset -e\nexec \"$@\"\n")],
        command: &["/start", "/opt/lacking"],
        user: "nobody:nogroup",
        layers: &[],
        expected: &[
            Expected {
                path: "/opt/lacking",
                verdict: "fails",
                subject: Some("libfoo.so"),
                started: Some("yes"),
                rules: &["fails-in-its-image"],
            },
            Expected {
                path: "/opt/whole",
                verdict: "starts",
                subject: None,
                started: Some("no"),
                rules: &["not-started-by-image"],
            },
        ],
    },
    Spec {
        tag: "musl",
        root: "musl",
        programs: &[
            ("net-cgo/go1.27/linux-amd64", "/usr/bin/of-glibc"),
            ("musl-cgoadd/go1.27/linux-amd64", "/usr/bin/of-musl"),
        ],
        scripts: &[],
        command: &["/usr/bin/of-glibc"],
        user: "0",
        layers: &[],
        expected: &[
            Expected {
                path: "/usr/bin/of-glibc",
                verdict: "fails",
                subject: Some("/lib64/ld-linux-x86-64.so.2"),
                started: Some("yes"),
                rules: &["fails-in-its-image", "runs-as-root"],
            },
            Expected {
                path: "/usr/bin/of-musl",
                verdict: "starts",
                subject: None,
                started: Some("no"),
                rules: &["not-started-by-image"],
            },
        ],
    },
    Spec {
        tag: "whiteouts",
        root: "dl-base",
        programs: &[
            ("cgolibm/go1.27/linux-amd64", "/opt/app/lower"),
            ("pure-exe/go1.27/linux-amd64", "/opt/tools/hidden"),
        ],
        scripts: &[],
        command: &["/opt/app/second-name"],
        user: "65532",
        layers: &[
            Change::Repack(
                "ln opt/app/lower opt/app/second-name; ln -s ../opt/./app/../app/lower usr/link; \
                 rm -rf usr/share/doc; echo file > usr/share/doc; mkdir -p a/b/c; echo x > a/b/c/x",
            ),
            Change::Repack(
                "find . -name 'libm.so.6' -exec rm {} +; rm -rf a/b; mkdir a/b; echo y > a/b/y; \
                 chmod 4711 opt/app/second-name; mkfifo run/pipe",
            ),
            // A whiteout behind and one in front of the same layer's own files, an opaque folder, a link on the
            // way, a folder that is only implied.
            Change::Tar(
                "mkdir -p opt/tools etc/new usr a; echo own > opt/tools/own; touch opt/tools/.wh..wh..opq; \
                 echo own > etc/.wh.hostname; echo again > etc/hostname; touch a/.wh.b; \
                 ln -s /opt usr/opt; echo z > 'etc/new/a long name with blanks and ä'; \
                 for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do mkdir -p deep/folder-with-a-long-name-$i; \
                 echo $i > deep/folder-with-a-long-name-$i/a-file-with-a-name-that-is-quite-a-bit-longer-than-one-\
                 hundred-bytes-so-that-tar-needs-another-header-$i; done",
            ),
        ],
        expected: &[Expected {
            path: "/opt/app/lower",
            verdict: "fails",
            subject: Some("libm.so.6"),
            started: Some("yes"),
            rules: &["fails-in-its-image"],
        }],
    },
    Spec {
        tag: "arm64",
        root: "",
        programs: &[("platform/go1.27/linux-arm64", "/app")],
        scripts: &[],
        command: &["/app"],
        user: "1",
        layers: &[],
        expected: &[Expected {
            path: "/app",
            verdict: "starts",
            subject: None,
            started: Some("yes"),
            rules: &[],
        }],
    },
];

/// Where images are made.
pub(super) struct Workshop {
    pub(super) folder: PathBuf,
    programs: BTreeMap<String, PathBuf>,
}

impl Workshop {
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let rows = fixtures::ensure()?.into_iter();
        let programs = rows.filter_map(|row| Some((row.id, row.path?))).collect();
        let shop = Self {
            folder: folder.to_owned(),
            programs,
        };
        shop.umoci(&["init", "--layout", &shop.layout()])?;
        Ok(shop)
    }

    /// The layout with every image.
    pub(super) fn layout(&self) -> String {
        self.folder.join("layout").display().to_string()
    }

    pub(super) fn all(&self) -> Result<Vec<Spec>> {
        for spec in IMAGES {
            self.make(spec)
                .with_context(|| format!("cannot make the image `{}`", spec.tag))?;
        }
        Ok(IMAGES.to_vec())
    }

    fn make(&self, spec: &Spec) -> Result<()> {
        let image = format!("{}:{}", self.layout(), spec.tag);
        self.umoci(&["new", "--image", &image])?;
        if !spec.root.is_empty() {
            let made = roots::ensure(&[spec.root.to_owned()])?;
            let root = made.first().context("a root that was asked for")?;
            let root = root.folder.canonicalize()?;
            self.umoci(&[
                "insert",
                "--image",
                &image,
                &root.display().to_string(),
                "/",
            ])?;
        }
        for (id, path) in spec.programs {
            let program = self.programs.get(*id);
            let program = program.with_context(|| format!("no fixture `{id}`"))?;
            let program = program.display().to_string();
            self.umoci(&["insert", "--image", &image, &program, path])?;
        }
        for (path, text) in spec.scripts {
            let file = self.folder.join("script");
            fs::write(&file, text)?;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
            self.umoci(&[
                "insert",
                "--image",
                &image,
                &file.display().to_string(),
                path,
            ])?;
        }
        for change in spec.layers {
            self.change(&image, *change)?;
        }
        self.configure(spec, &image)
    }

    fn configure(&self, spec: &Spec, image: &str) -> Result<()> {
        let arch = if spec.tag == "arm64" {
            "arm64"
        } else {
            "amd64"
        };
        let mut words = vec!["config", "--image", image, "--os", "linux"];
        words.extend(["--architecture", arch, "--config.user", spec.user]);
        let (first, rest) = spec.command.split_first().context("a command")?;
        words.extend(["--config.entrypoint", first]);
        for word in rest {
            words.extend(["--config.cmd", word]);
        }
        self.umoci(&words)
    }

    fn change(&self, image: &str, change: Change) -> Result<()> {
        let bundle = self.folder.join("bundle");
        match change {
            Change::Repack(command) => {
                let bundle_name = bundle.display().to_string();
                self.umoci(&["unpack", "--image", image, &bundle_name])?;
                shell(&bundle.join("rootfs"), command)?;
                self.umoci(&["repack", "--image", image, &bundle_name])?;
                fs::remove_dir_all(&bundle)?;
            }
            Change::Tar(command) => {
                fs::create_dir_all(&bundle)?;
                shell(&bundle, command)?;
                let layer = self.folder.join("layer.tar");
                let mut tar = Command::new("tar");
                tar.arg("--sort=name").arg("-cf").arg(&layer).arg("-C");
                command::output(tar.arg(&bundle).arg("."))?;
                let layer = layer.display().to_string();
                self.umoci(&["raw", "add-layer", "--image", image, &layer])?;
                fs::remove_dir_all(&bundle)?;
            }
        }
        Ok(())
    }

    pub(super) fn umoci(&self, words: &[&str]) -> Result<()> {
        let mut umoci = Command::new("umoci");
        command::output(umoci.args(words).current_dir(&self.folder)).map(drop)
    }

    pub(super) fn skopeo(&self, words: &[&str]) -> Result<()> {
        let mut skopeo = Command::new("skopeo");
        command::output(skopeo.args(words).current_dir(&self.folder)).map(drop)
    }
}

fn shell(folder: &Path, text: &str) -> Result<()> {
    let mut shell = Command::new("sh");
    shell.args(["-ec", text]).current_dir(folder);
    command::output(&mut shell).map(drop)
}
