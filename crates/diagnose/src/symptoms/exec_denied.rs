//! `Permission denied` for a program: three reasons with one text.

use traces::Errno;

use super::exec::{self, Refused};
use crate::cause::{Cause, build, docker, host, kubernetes};
use crate::{Case, Evidence, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "exec-denied",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "missing-exec-bit",
        title: "the file may not be executed: its mode lacks the x bit",
        fix: &[
            docker("`COPY --chmod=0755`, or `RUN chmod +x` before the user changes"),
            host("`chmod +x FILE`"),
            build(
                "`git update-index --chmod=+x FILE` where the bit was lost in a checkout or archive",
            ),
        ],
        not: &["another user or `sudo`: root too needs the bit"],
    },
    Cause {
        name: "noexec-mount",
        title: "the file lies on a file system that is mounted `noexec`",
        fix: &[
            docker("do not execute from a `noexec` tmpfs or volume; `--tmpfs /x:exec`"),
            kubernetes("copy the program out of the volume, or execute from the image"),
            host(
                "`mount -o remount,exec MOUNTPOINT`, or another folder; TMPDIR where a program unpacks itself",
            ),
        ],
        not: &["`chmod +x`: the bit is there"],
    },
    Cause {
        name: "search-permission",
        title: "a folder on the way to the file may not be entered by this user",
        fix: &[
            docker("`chmod o+x` on the folders above the file, or another `USER`"),
            kubernetes("`securityContext.runAsUser` and `fsGroup` that may enter the folder"),
            host("`namei -l PATH` shows the folder; `chmod +x` on it"),
        ],
        not: &["`chmod +x` on the file itself"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let Some(refused) = exec::refused(case, Errno::ACCES) else {
        return Vec::new();
    };
    let path = refused.path.clone();
    let next = format!("namei -l {path}; findmnt -T {path}");
    let place = exec::absolute(case, &path);
    if let Some(mount) = place.as_deref().and_then(|place| noexec(case, place)) {
        let mut evidence = refused.evidence;
        evidence.push(mount);
        let reason = "the file system that holds the path is mounted `noexec`";
        return vec![Opinion::certain("noexec-mount", evidence, reason)];
    }
    if let Some(opinion) = looked_at(case, &refused) {
        return vec![opinion];
    }
    let mounts_known = place.is_some() && case.gauges.starting("mount ").next().is_some();
    let is_root = may_override(case);
    let bit = "the kernel answers EACCES for a file without the x bit";
    let mut opinions = vec![if mounts_known && is_root {
        let reason = format!(
            "{bit}; no mount above the path is `noexec`, and this user may enter every folder"
        );
        Opinion::likely("missing-exec-bit", refused.evidence.clone(), reason).next(next.clone())
    } else {
        Opinion::possible("missing-exec-bit", refused.evidence.clone(), bit).next(next.clone())
    }];
    if !mounts_known {
        let reason = "and for every file on a file system mounted `noexec`";
        opinions.push(
            Opinion::possible("noexec-mount", refused.evidence.clone(), reason).next(next.clone()),
        );
    }
    if !is_root {
        let reason = "and where a folder on the way may not be entered by this user";
        opinions.push(Opinion::possible("search-permission", refused.evidence, reason).next(next));
    }
    opinions
}

/// What other calls found when they looked at the path: no way to it, or a mode without x.
fn looked_at(case: &Case<'_>, refused: &Refused) -> Option<Opinion> {
    let looks: Vec<_> = case
        .calls
        .paths()
        .filter(|made| !refused.path.is_empty() && made.path() == refused.path)
        .collect();
    let mut evidence = refused.evidence.clone();
    let blocked = looks.iter().find(|made| {
        made.call.name.contains("stat") && made.call.outcome.errno() == Some(Errno::ACCES)
    });
    if let Some(made) = blocked {
        evidence.push(made.evidence.clone());
        let reason = "the file could not even be looked at: a folder above it may not be entered";
        return Some(Opinion::certain("search-permission", evidence, reason));
    }
    let plain = looks
        .iter()
        .find(|made| mode(&made.call.args).is_some_and(|mode| mode & 0o111 == 0))?;
    evidence.push(plain.evidence.clone());
    Some(Opinion::certain(
        "missing-exec-bit",
        evidence,
        "the file's mode has no x bit",
    ))
}

/// The mode of a regular file: `st_mode=S_IFREG|0644`.
fn mode(args: &str) -> Option<u32> {
    let (_, rest) = args.split_once("st_mode=S_IFREG|")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    u32::from_str_radix(&digits, 8).ok()
}

/// The mount that holds the path, if it is `noexec`: as /proc/PID/mountinfo lists it, or as a trace shows it made.
fn noexec(case: &Case<'_>, path: &str) -> Option<Evidence> {
    let listed = case
        .gauges
        .starting("mount ")
        .filter(|(point, _)| holds(point, path));
    let nearest = listed.max_by_key(|(point, _)| point.len());
    if let Some((_, value)) = nearest {
        let is_noexec = value.text.split(',').any(|option| option == "noexec");
        return is_noexec.then(|| value.evidence.clone());
    }
    let mut made = case
        .calls
        .returned("mount")
        .filter(|made| made.call.args.contains("MS_NOEXEC"));
    let mount = made.find(|made| {
        let mut strings = made.call.args.split('"').skip(1).step_by(2);
        strings.nth(1).is_some_and(|point| holds(point, path))
    });
    mount.map(|made| made.evidence.clone())
}

/// Whether a mount point is a folder above the path.
fn holds(point: &str, path: &str) -> bool {
    let rest = path.strip_prefix(point.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// Whether the process may enter every folder: `CAP_DAC_OVERRIDE` or `CAP_DAC_READ_SEARCH`.
fn may_override(case: &Case<'_>) -> bool {
    let set = case.gauges.get("status CapEff");
    let set = set.and_then(|value| u64::from_str_radix(&value.text, 16).ok());
    set.is_some_and(|set| set & 0b110 != 0)
}
