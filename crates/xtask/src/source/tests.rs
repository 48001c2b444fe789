use super::*;

#[test]
fn comments_and_strings_are_blanked_and_lines_stay() {
    let text = "let a = \"fn x() { \\\" }\"; // fn y() {\n/* { /* nested */ { */ let b = r#\"say \"hi\"\"#; let c = '{';\n";
    let source = Source::new("a.rs", text);
    assert_eq!(source.code.lines().count(), 2);
    assert!(!source.code.contains('{') && !source.code.contains("fn "), "{}", source.code);
    assert_eq!(source.strings, [(1, "fn x() { \\\" }".to_owned()), (2, "say \"hi\"".to_owned())]);
    assert!(source.code.contains("let b = r#\"") && source.code.contains("let c ="));
}

#[test]
fn lifetimes_and_escapes_do_not_open_a_string() {
    let source =
        Source::new("a.rs", "fn f<'a>(x: &'a str) { let q = '\\''; let u = '\\u{1F600}'; g(\"text\") }");
    assert_eq!(source.strings, [(1, "text".to_owned())]);
    assert_eq!(source.functions().len(), 1);
}

#[test]
fn functions_are_measured_by_lines_of_code_in_the_body() {
    let text = "trait T { fn none(&self); }\nfn two(x: [u8; 2]) -> u8 {\n    // why\n\n    if x[0] > 1 { 1 }\n    else { 2 }\n}\nfn one() {}\n";
    let found = Source::new("a.rs", text).functions();
    assert_eq!(
        found,
        [
            Function { name: "two".into(), line: 2, length: 2 },
            Function { name: "one".into(), line: 8, length: 0 }
        ]
    );
}

#[test]
fn the_module_of_tests_is_found() {
    let source = Source::new("crates/a/src/lib.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n}\n");
    assert_eq!(source.tests_from(), 2);
    assert_eq!(Source::new("crates/a/src/lib.rs", "#[cfg(test)]\nmod tests;\n").tests_from(), usize::MAX);
    assert_eq!(Source::new("crates/a/tests/it/main.rs", "").tests_from(), 1);
    assert_eq!(Source::new("crates/a/src/source/tests.rs", "").tests_from(), 1);
}
