//! The feature files of a run, rebuilt from its results: documents with scenarios, and a pickle for each check.

use serde_json::{Value, json};

use super::super::printable::{one_line, printable};
use super::super::record::Run;
use super::Ids;
use crate::events::{CheckResult, StepResult, StepStatus};
use crate::verdict::Verdict;

/// What the results of one check refer to.
#[derive(Debug)]
pub(super) struct TestCase<'a> {
    pub(super) check: &'a CheckResult,
    pub(super) id: String,
    /// Ids of the steps in the test case.
    pub(super) steps: Vec<String>,
}

/// All that has to be sent before results.
#[derive(Debug, Default)]
pub(super) struct Documents<'a> {
    /// Before the run starts: documents, and a pickle for each scenario.
    pub(super) before: Vec<Value>,
    /// When it has started: the test cases.
    pub(super) after: Vec<Value>,
    /// What results refer to.
    pub(super) cases: Vec<TestCase<'a>>,
}

/// The documents, pickles, and test cases of a run that has this id.
pub(super) fn documents<'a>(run: &'a Run, run_id: &str, ids: &mut Ids) -> Documents<'a> {
    let mut before = Vec::new();
    let mut after = Vec::new();
    let mut cases = Vec::new();
    let same_file = |a: &CheckResult, b: &CheckResult| (&a.target, &a.file) == (&b.target, &b.file);
    for group in run.checks.chunk_by(same_file) {
        let uri = uri(run, &group[0]);
        let mut children = Vec::new();
        let mut pickles = Vec::new();
        for check in group {
            let (scenario, pickle, case, test_case) = scenario(check, &uri, run_id, ids);
            children.push(json!({ "scenario": scenario }));
            pickles.push(pickle);
            after.push(test_case);
            cases.push(case);
        }
        before.push(json!({ "gherkinDocument": {
            "uri": uri,
            "feature": {
                "location": { "line": 1, "column": 1 },
                "tags": [],
                "language": "en",
                "keyword": "Feature",
                "name": one_line(&group[0].feature),
                "description": "",
                "children": children,
            },
            "comments": [],
        } }));
        before.extend(pickles);
    }
    Documents { before, after, cases }
}

/// The steps of a check. One that never ran gets a step that says why.
pub(super) fn steps_of(check: &CheckResult) -> Vec<StepResult> {
    if !check.steps.is_empty() {
        return check.steps.clone();
    }
    let text = match check.verdict {
        Verdict::NotApplicable(_) => "the check applies to the target",
        _ => "the check runs",
    };
    vec![StepResult {
        keyword: "Given".to_owned(),
        text: text.to_owned(),
        line: check.line,
        status: StepStatus::Skipped,
        duration_ms: 0,
    }]
}

fn uri(run: &Run, check: &CheckResult) -> String {
    if run.has_several_targets() {
        format!("{}/features/{}", one_line(&check.target), one_line(&check.file))
    } else {
        format!("features/{}", one_line(&check.file))
    }
}

fn scenario<'a>(
    check: &'a CheckResult,
    uri: &str,
    run_id: &str,
    ids: &mut Ids,
) -> (Value, Value, TestCase<'a>, Value) {
    let location = json!({ "line": check.line, "column": 3 });
    let (scenario_id, pickle_id, case_id) = (ids.next(), ids.next(), ids.next());
    let (mut tags, mut pickle_tags) = (Vec::new(), Vec::new());
    for tag in &check.tags {
        let id = ids.next();
        let name = format!("@{}", one_line(tag));
        tags.push(json!({ "location": location, "name": name, "id": id }));
        pickle_tags.push(json!({ "name": name, "astNodeId": id }));
    }
    let (mut steps, mut pickle_steps, mut case_steps) = (Vec::new(), Vec::new(), Vec::new());
    let mut step_ids = Vec::new();
    let mut kind = "Context";
    for step in steps_of(check) {
        kind = kind_of(&step.keyword, kind);
        let (ast, pickle, case) = (ids.next(), ids.next(), ids.next());
        let text = printable(&step.text);
        steps.push(json!({
            "location": { "line": step.line.max(1), "column": 5 },
            "keyword": format!("{} ", one_line(&step.keyword)),
            "keywordType": keyword_type(&step.keyword),
            "text": text,
            "id": ast,
        }));
        pickle_steps.push(json!({ "astNodeIds": [ast], "id": pickle, "type": kind, "text": text }));
        case_steps.push(json!({
            "id": case,
            "pickleStepId": pickle,
            "stepDefinitionIds": [],
            "stepMatchArgumentsLists": [],
        }));
        step_ids.push(case);
    }
    let name = match &check.instance {
        Some(_) => format!("{} ({})", one_line(&check.name), one_line(&check.address())),
        None => one_line(&check.name),
    };
    let scenario = json!({
        "location": location,
        "tags": tags,
        "keyword": "Scenario",
        "name": name,
        "description": printable(&check.why),
        "steps": steps,
        "examples": [],
        "id": scenario_id,
    });
    let pickle = json!({ "pickle": {
        "id": pickle_id,
        "uri": uri,
        "name": name,
        "language": "en",
        "steps": pickle_steps,
        "tags": pickle_tags,
        "astNodeIds": [scenario_id],
    } });
    let test_case = json!({ "testCase": {
        "id": case_id,
        "pickleId": pickle_id,
        "testSteps": case_steps,
        "testRunStartedId": run_id,
    } });
    let case = TestCase {
        check,
        id: case_id,
        steps: step_ids,
    };
    (scenario, pickle, case, test_case)
}

/// What a step is; `And` and `But` are what the step before was.
fn kind_of(keyword: &str, before: &'static str) -> &'static str {
    match keyword {
        "Given" => "Context",
        "When" => "Action",
        "Then" => "Outcome",
        _ => before,
    }
}

fn keyword_type(keyword: &str) -> &'static str {
    match keyword {
        "Given" => "Context",
        "When" => "Action",
        "Then" => "Outcome",
        "And" | "But" => "Conjunction",
        _ => "Unknown",
    }
}
