"""Reads every report of a folder with tools that are not ours, and prints a line for each that is wrong.

usage: validate.py FOLDER TOOLS; FOLDER holds NAME/REPORT for several runs, TOOLS the schemas.
"""

import csv
import json
import pathlib
import re
import sys
import tomllib

import jsonschema
import junitparser
import xmlschema
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

folder, tools = map(pathlib.Path, sys.argv[1:])
xsd = xmlschema.XMLSchema(str(tools / "junit-10.xsd"))
sarif = jsonschema.validators.validator_for(schema := json.loads((tools / "sarif-2.1.0.json").read_text()))(schema)
own = {
    schema.stem: jsonschema.Draft202012Validator(json.loads(schema.read_text()))
    for schema in (folder / "schemas").glob("*.json")
}
for validator in own.values():
    validator.check_schema(validator.schema)
wrong, checked = [], {}


def complain(path, message):
    wrong.append(f"{path.relative_to(folder)}: {str(message)[:600]}")


def schema_errors(validator, value):
    return [f"{list(e.absolute_path)[:8]}: {e.message[:300]}" for e in list(validator.iter_errors(value))[:5]]


def check_sarif(path):
    log = json.loads(path.read_text(encoding="utf-8"))
    run = log["runs"][0]
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    unique = [] if len(set(prints)) == len(prints) else ["two results have one fingerprint"]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    known = [r["ruleId"] for r in run["results"] if rules[r["ruleIndex"]] != r["ruleId"]]
    return schema_errors(sarif, log) + unique + [f"wrong rule index of {rule}" for rule in known]


def check_junit(path):
    errors = [str(e.reason) for e in xsd.iter_errors(str(path))][:5]
    suites = junitparser.JUnitXml.fromfile(str(path))
    for suite in suites:
        cases = list(suite)
        failed = sum(any(isinstance(r, junitparser.Failure) for r in case.result) for case in cases)
        if (suite.tests, suite.failures) != (len(cases), failed):
            errors.append(f"{suite.name!r} says {suite.tests}, {suite.failures}; has {len(cases)}, {failed}")
    return errors


def check_cyclonedx(path):
    text = path.read_text(encoding="utf-8")
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    bill = json.loads(text)
    components = bill["components"] + [c for c in [bill["metadata"].get("component")] if c]
    refs = [c["bom-ref"] for c in components]
    errors = [str(error)] if error else []
    if len(set(refs)) != len(refs):
        errors.append("two components have one bom-ref")
    for node in bill["dependencies"]:
        errors += [f"no component {ref}" for ref in [node["ref"], *node["dependsOn"]] if ref not in set(refs)][:3]
    for component in components:
        if "purl" in component:
            purl = PackageURL.from_string(component["purl"])
            if purl.to_string() != component["purl"] or purl.type != "golang":
                errors.append(f"{component['purl']} reads as {purl.to_string()}")
    return errors


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def check_gitlab(path):
    raw = path.read_bytes()
    issues = json.loads(raw.decode("utf-8"))
    errors = schema_errors(jsonschema.Draft202012Validator(GITLAB), issues)
    prints = [issue["fingerprint"] for issue in issues]
    if raw.startswith(b"\xef\xbb\xbf"):
        errors.append("a byte order mark, which GitLab refuses")
    return errors + ([] if len(set(prints)) == len(prints) else ["two issues have one fingerprint"])


def check_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    errors = [f"row {n} has {len(r)} cells" for n, r in enumerate(rows) if len(r) != len(rows[0])][:3]
    formula = re.compile("[=+@\t\r\uff1d\uff0b\uff0d\uff20-]")
    for row in rows[1:]:
        errors += [f"a formula: {cell!r}" for cell in row if formula.match(cell.lstrip())][:1]
    return errors


def check_markdown(path):
    text = path.read_text(encoding="utf-8")
    errors = [] if len(text) <= 65536 else [f"{len(text)} characters"]
    if text.count("<details>") != text.count("</details>"):
        errors.append("something folded has no end")
    tags = set(re.findall(r"</?([a-zA-Z!][^\s>]*)", text)) - {"details", "summary", "code"}
    errors += [f"a tag <{tag}>" for tag in sorted(tags)]
    outside = re.sub(r"<code>.*?</code>", "", text)
    errors += [f"outside of code: {m}" for m in re.findall(r"@\w+|\w+://\S+|[`\[\]]", outside)][:3]
    return errors


def check_json(path):
    return schema_errors(own["audit"], json.loads(path.read_text(encoding="utf-8")))


def check_ndjson(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    return [e for line in lines if line for e in schema_errors(own["audit"], json.loads(line))][:5]


def check_own(path):
    return schema_errors(own[path.name], json.loads(path.read_text(encoding="utf-8")))


def check_toml(path):
    # A schema of JSON has no days: TOML's are written as it does.
    value = json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))
    return schema_errors(own[path.name], value)


CHECKS = {
    "baseline": check_toml,
    "csv": check_csv,
    "csv-findings": check_csv,
    "cyclonedx": check_cyclonedx,
    "diagnose": check_own,
    "diff": check_own,
    "gitlab": check_gitlab,
    "json": check_json,
    "junit": check_junit,
    "live": check_own,
    "load": check_own,
    "markdown": check_markdown,
    "ndjson": check_ndjson,
    "policy": check_toml,
    "sarif": check_sarif,
    "why": check_own,
}

for path in sorted(folder.glob("*/*")):
    check = CHECKS.get(path.name)
    if check is None:
        continue
    checked[path.name] = checked.get(path.name, 0) + 1
    try:
        for error in check(path):
            complain(path, error)
    except Exception as error:  # whatever a parser raises is a report that it cannot read
        complain(path, f"{type(error).__name__}: {error}")

missing = sorted(set(CHECKS) - set(checked))
wrong += [f"{name}: no report was checked" for name in missing]
for line in wrong:
    print(line)
print(f"{sum(checked.values())} reports checked, {len(wrong)} complaints")
sys.exit(1 if wrong else 0)
